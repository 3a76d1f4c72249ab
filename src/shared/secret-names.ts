const SECRET_NAME = /passw(?:or)?d|secret|token|authorization|cookie|api[-_]?key|authstring|^resume$/i;

/** True for members and headers whose values open doors. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** The secret values among settings, at any depth. A value that stands there in the open too, as a name may, is none. */
export function secretsIn(value: unknown): readonly string[] {
  const secret = new Set<string>();
  const open = new Set<string>();
  const look = (one: unknown, within: boolean): void => {
    if (typeof one === 'string') (within ? secret : open).add(one);
    else if (typeof one === 'object' && one !== null)
      for (const [name, inner] of Object.entries(one)) look(inner, within || isSecretName(name));
  };
  look(value, false);
  return [...secret].filter((one) => !open.has(one));
}
