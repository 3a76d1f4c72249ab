import { z } from 'zod';
import { isNetwork } from '../src/shared/http/metrics-readers.ts';

/** Who may read `/metrics`. */
export const Metrics = z
  .strictObject({
    token: z
      .string()
      .min(16)
      .optional()
      .describe('Whoever sends it as "Authorization: Bearer …" may read; a reference (env:, file:).'),
    allow: z
      .array(z.string().refine(isNetwork, 'is no address or network, such as 10.0.0.7 or 10.0.0.0/8'))
      .default([])
      .describe('Addresses and networks that may read without a token; this machine always may.'),
  })
  .prefault({})
  .describe('Who may read the figures at /metrics.');
