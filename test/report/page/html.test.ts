import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { type Content, html, textOf, trusted } from '#dist/report/page/html.js';

/** What a browser would make of it. */
const parsed = (content: Content) => parseHTML(`<!doctype html><html><body>${textOf(content)}</body></html>`).document;

// what HTML cannot hold becomes a sign, and its parser drops or changes line ends
const character = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const harmless = fc.string({ unit: character }).filter((text) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text));

test('whatever is put into a template is text of it, and the value of an attribute', () =>
  fc.assert(
    fc.property(harmless, (text) => {
      const [element] = parsed(html`<p title="${text}">${text}</p>`).querySelectorAll('p');
      assert.equal(element.textContent, text);
      assert.equal(element.getAttribute('title'), text);
    }),
  ));

test('no text becomes an element', () =>
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('<>"\'/&=! scriptbon\0')) }), (text) => {
      const body = parsed(html`<p title="${text}">${[text, [text]]}</p>`).querySelectorAll('body *');
      assert.equal(body.length, 1);
    }),
  ));

test('a template in a template is HTML, null is nothing, numbers are as they are', () => {
  const parts = [1, 2].map((n) => html`<li>${n}</li>`);
  assert.equal(textOf(html`<b>${[parts, null, trusted('<hr />')]}</b>`), '<b><li>1</li><li>2</li><hr /></b>');
});

test('no data passes for HTML', () => {
  const forged = JSON.parse('{"HTML":"<script>","Symbol(HTML)":"<script>","raw":["<script>"]}') as Content;
  assert.throws(() => textOf(forged));
});

test('control characters and halves of pairs become the sign for what cannot be shown', () => {
  assert.equal(textOf('a\0b\u001bc\ud800d\tf\n'), 'a\ufffdb\ufffdc\ufffdd\tf\n');
});
