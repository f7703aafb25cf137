import type { BenchResult } from '../benchResult.ts';
import type { CalibrationBin } from '../metrics/calibrationFigures.ts';

const size = 360;
const margin = 60;
const width = size + 2 * margin + 120;
const height = size + 2 * margin;

/** Distinct in light and dark, and to those who see fewer colours: hue and dash differ. */
const strokes: readonly { readonly color: string; readonly dash: string }[] = [
  { color: '#2f7ed8', dash: 'none' },
  { color: '#d9822b', dash: '7 4' },
  { color: '#3a9d5d', dash: '2 4' },
];

const x = (share: number): string => (margin + share * size).toFixed(1);
const y = (share: number): string => (margin + (1 - share) * size).toFixed(1);

/** Reliability diagram: what was promised against what came true, a dot's area by the number of payments. */
export function renderCalibrationPlot({ regimes }: BenchResult): string {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const lines = regimes.map(({ regime, figures }, index) => {
    const { color, dash } = strokes[index % strokes.length] ?? { color: '#808080', dash: 'none' };
    const { bins, ece } = figures.calibration;
    const legendY = margin + 14 + index * 22;
    const legendX = margin + size + 16;
    return [
      `<g><title>${regime}: ECE ${ece.toFixed(4)}</title>`,
      `<polyline points="${bins.map(pointOf).join(' ')}" fill="none" stroke="${color}" stroke-width="1.5" stroke-dasharray="${dash}"/>`,
      ...bins.map((bin) => dotOf(bin, bins, color)),
      `<line x1="${legendX}" y1="${legendY - 4}" x2="${legendX + 24}" y2="${legendY - 4}" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"/>`,
      `<text x="${legendX + 30}" y="${legendY}">${regime}</text>`,
      '</g>',
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Calibration: promised probability against the share that was right">
<style>
text { font: 12px system-ui, sans-serif; fill: #3c3c3c; }
.axis { stroke: #8a8a8a; fill: none; }
.grid { stroke: #8a8a8a; stroke-opacity: 0.25; }
@media (prefers-color-scheme: dark) { text { fill: #d6d6d6; } }
</style>
${ticks.map(tickOf).join('\n')}
<rect class="axis" x="${margin}" y="${margin}" width="${size}" height="${size}"/>
<line class="axis" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke-dasharray="3 3"/>
${lines.join('\n')}
<text x="${margin + size / 2}" y="${height - 10}" text-anchor="middle">probability shown</text>
<text transform="translate(12 ${margin + size / 2}) rotate(-90)" text-anchor="middle">share that was right</text>
</svg>
`;
}

const tickOf = (share: number): string =>
  [
    `<line class="grid" x1="${x(share)}" y1="${y(0)}" x2="${x(share)}" y2="${y(1)}"/>`,
    `<line class="grid" x1="${x(0)}" y1="${y(share)}" x2="${x(1)}" y2="${y(share)}"/>`,
    `<text x="${x(share)}" y="${margin + size + 16}" text-anchor="middle">${share * 100} %</text>`,
    `<text x="${margin - 6}" y="${Number(y(share)) + 4}" text-anchor="end">${share * 100} %</text>`,
  ].join('\n');

const pointOf = ({ meanProbability, rightShare }: CalibrationBin): string => `${x(meanProbability)},${y(rightShare)}`;

function dotOf(bin: CalibrationBin, bins: readonly CalibrationBin[], color: string): string {
  const largest = Math.max(...bins.map(({ count }) => count));
  const radius = Math.max(2.5, 9 * Math.sqrt(bin.count / largest));
  return `<circle cx="${x(bin.meanProbability)}" cy="${y(bin.rightShare)}" r="${radius.toFixed(1)}" fill="${color}" fill-opacity="0.55"/>`;
}
