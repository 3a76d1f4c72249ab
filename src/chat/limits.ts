/**
 * Most characters of one message, whoever writes it and to whom: what is longer is refused where whoever sent
 * it sees a refusal, and told of in the chat where not. It bounds what any text costs from then on. The limit
 * for messages to agents may be lower (`chats.mostCharacters`).
 */
export const LONGEST_TEXT = 16_000;

/** Most characters of a text as any door takes it; behind it whoever wrote it is told of `LONGEST_TEXT`. */
export const LONGEST_TAKEN = 64 * 1024;
