import { Liquid } from 'liquidjs';
import { z } from 'zod';
import { isLoopback } from '../src/shared/http/loopback.ts';

/** What the link's template may name. */
const KNOWN = ['user.id', 'user.name', 'user.email', 'asset.id', 'asset.name', 'asset.kind'];

const engine = new Liquid({ strictFilters: true, ownPropertyOnly: true });

/** A link into a tool for remote control, opened from a chat by agents with the right `request-control`. */
export const RequestControl = z
  .strictObject({
    title: z.string().min(1).max(100).default('Request Control').describe('What agents know the tool as.'),
    url: z
      .string()
      .max(2_000)
      .superRefine((url, context) => {
        const message = faultOf(url);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .describe(`A Liquid template over ${KNOWN.join(', ')}; values are URL-encoded by themselves.`),
  })
  .describe('The link by which an agent asks for control of a user’s device; no such link when left out.');

/** What is wrong with a template, as the end of a sentence, or nothing. The address itself is no user's to choose. */
function faultOf(url: string): string | undefined {
  const [, protocol, host] = /^(https?):\/\/([^/?#{}@\s]+)(?:[/?#]|$)/.exec(url) ?? [];
  if (protocol === undefined || host === undefined || !URL.canParse(`${protocol}://${host}`))
    return 'must begin with https:// and the name of a host, which is no part of the template';
  if (protocol === 'http' && !isLoopback(new URL(`http://${host}`).hostname))
    return 'must begin with https://; http:// is for this machine alone';
  try {
    const named = engine.globalVariableSegmentsSync(url).map((path) => path.map(String).join('.'));
    const unknown = named.find((name) => !KNOWN.includes(name));
    return unknown && `names ${unknown}, which there is not; there are ${KNOWN.join(', ')}`;
  } catch (error) {
    return String(error instanceof Error ? error.message : error).split('\n')[0];
  }
}
