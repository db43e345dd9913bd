// Figures as a table: what was measured, ours, against, ratio, what is to be reached.

export interface Figure {
  readonly what: string;
  readonly ours: string;
  readonly against?: string;
  readonly ratio?: number;
  readonly target?: string;
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`);
  for (const { what, ours, against = '', ratio, target = '' } of figures) {
    const ratioText = ratio === undefined ? '' : `${ratio.toFixed(2)}x`;
    console.log(
      `  ${what.padEnd(56)} ${ours.padStart(14)} ${against.padStart(20)} ${ratioText.padStart(8)}  ${target}`,
    );
  }
}

export function nanoseconds(value: number): string {
  return `${value.toFixed(0)} ns`;
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

export function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value));
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
