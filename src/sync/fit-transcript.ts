import { type Transcript, transcriptText } from '../chat/transcript.ts';

export interface Fitted {
  /** As many whole lines as fit, with a mark where more followed. */
  readonly transcript: string;
  /** The seq of the last of them; 0 where none fits. */
  readonly upTo: number;
}

/**
 * The longest beginning of a transcript that a new ticket can hold. A line that does not fit is not
 * cut: it is told whole at the end, with all that followed.
 * @param holds whether the ticket's fields would hold such a text whole
 */
export function fitTranscript(transcript: Transcript, holds: (text: string) => boolean): Fitted {
  const first = (count: number): string => {
    const text = transcriptText(transcript.slice(0, count) as unknown as Transcript);
    return count === transcript.length ? text : `${text}\n…`.trim();
  };
  if (holds(first(transcript.length)))
    return { transcript: first(transcript.length), upTo: Number.POSITIVE_INFINITY };
  let [fits, tooMany] = [0, transcript.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (holds(first(middle))) fits = middle;
    else tooMany = middle;
  }
  return { transcript: first(fits), upTo: transcript[fits - 1]?.seq ?? 0 };
}
