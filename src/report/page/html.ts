/** Text becomes HTML that means this text: whatever is put into a template is escaped, unless it is HTML of a template itself. */

// a symbol, since no JSON can have one: nothing from outside passes for HTML
const MARK = Symbol('HTML');

export interface Html {
  readonly [MARK]: string;
}

/** What a template may hold; nothing stands for null. */
export type Content = string | number | Html | null | readonly Content[];

/** A template of HTML: html`<b title="${name}">${name}</b>`. Attributes have to be quoted. */
export function html(texts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return trusted(String.raw({ raw: texts }, ...contents.map(textOf)));
}

/** HTML that is known to be harmless, such as what a serializer has made. */
export function trusted(text: string): Html {
  return { [MARK]: text };
}

/** The text of HTML. */
export function textOf(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'object') return MARK in content ? content[MARK] : content.map(textOf).join('');
  return escaped(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What HTML cannot hold, control characters and halves of pairs, becomes the sign for it. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c]).replace(/[^\P{Cc}\t\n]|[\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}
