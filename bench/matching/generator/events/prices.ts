import type { Random } from '../random.ts';
import { meanAmountMinor, type Population, type Pricing, type Regime } from '../regimes.ts';

/** Monthly prices that businesses like, in kroner. */
const pricePoints: Readonly<Record<Population, readonly number[]>> = {
  training: [199, 299, 399, 499, 699, 990, 1490, 1990, 2490, 3990, 4990, 7900, 12500],
  unseen: [149, 249, 349, 449, 599, 890, 1290, 1790, 2290, 2990, 4490, 6900, 9900, 14900],
};
const steps: Readonly<Record<Population, readonly number[]>> = {
  training: [100, 125, 250, 500, 1250],
  unseen: [150, 175, 300, 500, 1000, 1375],
};

/** Amounts are log-normal with this spread: a few large ones carry most of the sum. */
const spread = 1.25;

export type PriceList = (pricing: Pricing, random: Random) => number;

/** A company's habits: its scale, its price points, the step of its round prices. Results are minor units. */
export function makePriceList(regime: Regime, population: Population, random: Random): PriceList {
  const scale = Math.exp(0.25 * random.normal());
  const points = Array.from({ length: random.integer(3, 7) }, () => random.pick(pricePoints[population]));
  const withVat = random.chance(0.4);
  const step = random.pick(steps[population]);
  const meanPoint = (points.reduce((sum, point) => sum + point, 0) / points.length) * 100;
  const weights = Object.values(regime.pricing).reduce((sum, weight) => sum + weight, 0);
  const pointShare = regime.pricing.price_point / weights;
  // The others make up for the price points, so that the mean is the anchored one.
  const mean = Math.max(meanAmountMinor / 3, (meanAmountMinor * scale - pointShare * meanPoint) / (1 - pointShare));
  const center = Math.log(mean) - spread ** 2 / 2;
  return (pricing, draw) => {
    const free = Math.max(5_000, Math.round(Math.exp(center + spread * draw.normal())));
    switch (pricing) {
      case 'free':
        return free;
      case 'whole':
        return Math.round(free / 100) * 100;
      case 'multiple':
        return Math.max(1, Math.round(free / (step * 100))) * step * 100;
      case 'price_point':
        return draw.pick(points) * (withVat ? 125 : 100);
    }
  };
}
