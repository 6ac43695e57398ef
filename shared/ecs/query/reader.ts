/** Walks over the text of an expression, token by token, and knows where it is. */
export class Reader {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  skipSpaces(): void {
    while (/\s/.test(this.text[this.position] ?? '')) this.position++;
  }

  get atEnd(): boolean {
    this.skipSpaces();
    return this.position >= this.text.length;
  }

  /** Takes these characters if they come next. */
  take(characters: string): boolean {
    this.skipSpaces();
    if (!this.text.startsWith(characters, this.position)) return false;
    this.position += characters.length;
    return true;
  }

  /** Takes this word if it comes next and ends there: `in` is not the beginning of `instance`. */
  takeWord(word: string): boolean {
    this.skipSpaces();
    const after = this.text[this.position + word.length] ?? ' ';
    return /[\s()[\]'"!]/.test(after) && this.take(word);
  }

  /** Takes what the sticky pattern finds here; the empty text when it finds nothing. */
  takePattern(pattern: RegExp): string {
    this.skipSpaces();
    pattern.lastIndex = this.position;
    const [found = ''] = pattern.exec(this.text) ?? [];
    this.position += found.length;
    return found;
  }

  /** What comes next, for messages. */
  get next(): string {
    return this.atEnd ? 'the end' : JSON.stringify(/\S{1,20}/.exec(this.text.slice(this.position))?.[0] ?? '');
  }
}

/** An expression that is not one, and where. Never leaves this folder: parseExpression turns it into a value. */
export class Misread extends Error {
  readonly position: number;

  constructor(position: number, detail: string) {
    super(detail);
    this.position = position;
  }
}
