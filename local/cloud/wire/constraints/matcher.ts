/** The patterns of AWS's models, which are Java's, as JavaScript's. A value must match as a whole. */

const classes: Readonly<Record<string, string>> = { '\\p{ASCII}': '[\\x00-\\x7F]', '\\p{Print}': '[\\x20-\\x7E]' };

/** Undefined: it cannot be said in JavaScript. */
export const matcher = (pattern: string): RegExp | undefined => {
  const insensitive = pattern.startsWith('(?i)');
  const said = Object.entries(classes).reduce(
    (text, [java, javascript]) => text.replaceAll(java, javascript),
    insensitive ? pattern.slice(4) : pattern,
  );
  // In Unicode's mode \p{L} is known, and needless escapes are refused; the other mode forgives them.
  for (const flags of said.includes('\\p{') ? ['u'] : ['u', '']) {
    try {
      return new RegExp(`^(?:${said})$`, insensitive ? `${flags}i` : flags);
    } catch {
      // The next one.
    }
  }
  return undefined;
};
