/** Progress on a terminal: a bar with examples a second, log loss, nonzeros and time left. None elsewhere. */

import type { Progress, ReportProgress } from '../pipeline/progress.js';
import { count, fixed } from './text.js';

export interface ProgressBar {
  /** Draws the bar, and starts it if it is not there. */
  readonly report: ReportProgress | undefined;
  /** Takes the bar away. */
  stop(): void;
}

export async function progressBar(quiet: boolean): Promise<ProgressBar> {
  if (quiet || !process.stderr.isTTY) return { report: undefined, stop: () => {} };
  const { default: bars } = await import('cli-progress');
  const format = '{bar} {done}  {examples} examples  {rate}/s  {learned}{left}';
  const bar = new bars.SingleBar(
    { format, stream: process.stderr, hideCursor: true, clearOnComplete: true, barsize: 20 },
    bars.Presets.shades_classic,
  );
  let isShown = false;
  const stop = (): void => {
    if (isShown) bar.stop();
    isShown = false;
    process.off('exit', stop);
  };
  const start = (progress: Progress): void => {
    bar.start(1, 0, texts(progress));
    isShown = true;
    // a process that ends in the middle must give the cursor back
    process.once('exit', stop);
  };
  const report = (progress: Progress): void => {
    if (!isShown) start(progress);
    bar.update(progress.share ?? 0, texts(progress));
  };
  return { report, stop };
}

function texts(progress: Progress): Record<string, string> {
  const { share, epoch, epochs, examples, examplesPerSecond } = progress;
  const passes = epochs > 1 ? ` of epoch ${epoch}/${epochs}` : '';
  return {
    done: share === null ? 'a stream' : `${Math.floor(share * 100)}%${passes}`,
    examples: count(examples),
    rate: count(Math.round(examplesPerSecond)),
    learned: learned(progress),
    left: timeLeft(progress),
  };
}

function learned({ logLoss, nonzeros }: Progress): string {
  return nonzeros === null ? '' : `log loss ${fixed(logLoss, 5)}  nonzeros ${count(nonzeros)}  `;
}

function timeLeft({ share, epoch, epochs, examples, examplesPerSecond }: Progress): string {
  if (share === null || share === 0) return '';
  const seconds = Math.ceil(((examples / share) * (epochs - epoch + 1) - examples) / examplesPerSecond);
  return seconds < 60 ? `${seconds} s left` : `${Math.floor(seconds / 60)} min ${seconds % 60} s left`;
}
