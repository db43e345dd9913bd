/** Reports whose names are made to break a page: markup, quotes, control characters, other directions, no end. */

import type { ModelReport } from '#dist/report/model-report.js';

const ALERT = 'window.hacked = true';

/** Each would run, or leave its place, where it is not escaped. */
export const HOSTILE: readonly string[] = [
  `<script>${ALERT}</script>`,
  `</title><script>${ALERT}</script>`,
  `</style></svg></table></details><img src=x onerror="${ALERT}">`,
  `"><svg onload="${ALERT}">`,
  `' onmouseover='${ALERT}`,
  `<iframe srcdoc="<script>parent.hacked = true</script>">`,
  `]]>--><!--<![CDATA[`,
  '&lt;b&gt; &amp; &#60;',
  'a\u0000b\u001b[31mc\u0007d\ne\tf\u2028g',
  '\ud800 half a pair, \uffff no character',
  '\u202eleft is right\u202c',
  'שלום עולם',
  '中文字段',
  '👩‍💻 🇺🇦 😀',
  '| a | b |\\` ``` *bold* _it_ [x](javascript:alert(1))',
  'x'.repeat(100_000),
  '\u0301'.repeat(500),
  '',
  ' ',
  '__proto__',
];

/** The report with all its names and words taken from HOSTILE. */
export function hostileReport(report: ModelReport): ModelReport {
  const { contents, tradeOff, schedule, model } = report;
  const tokens = HOSTILE.map((token, i) => {
    const field = HOSTILE[(i * 7) % HOSTILE.length];
    return { field, token, name: token === '' ? field : `${field}: ${token}`, count: i + 1 };
  });
  const features = HOSTILE.map((_, i) => ({
    ...{ slot: i, weight: 5 - i / 2 || 1, count: 10, tokens: i % 3 === 0 ? tokens.slice(i) : [tokens[i]] },
    others: i % 2,
  }));
  const parameters = Object.fromEntries(HOSTILE.slice(0, 8).map((name, i) => [name, i]));
  return {
    ...report,
    model: {
      ...model,
      path: HOSTILE[1],
      hash: HOSTILE[2],
      optimizer: { name: HOSTILE[0], hyperparameters: parameters },
    },
    schedule: schedule && { ...schedule, name: HOSTILE[0], text: HOSTILE[3] },
    tradeOff: tradeOff && { ...tradeOff, ranking: HOSTILE[0], encoding: HOSTILE[2] },
    contents: contents && {
      ...contents,
      fields: HOSTILE.map((name, i) => ({ ...contents.fields[i], name, type: HOSTILE[(i * 3) % HOSTILE.length] })),
      heaviest: features,
    },
    environment: { leanctr: HOSTILE[0], node: HOSTILE[2], platform: HOSTILE[4], cpu: HOSTILE[5] },
    warnings: HOSTILE.slice(0, 6),
  };
}
