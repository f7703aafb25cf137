import { type WeighedAnswer, type WeighedPayment, weakestClaim } from '../decision/weighPayment.ts';
import { compareText } from '../hypotheses/interchangeable.ts';
import { assignByRegret } from './assignByRegret.ts';
import type { Assigned, AssignmentRow, Edge } from './assignmentRow.ts';
import { claimedItems } from './claims.ts';
import { componentsOf } from './componentsOf.ts';
import { forbiddenCost, minCostAssignment } from './minCostAssignment.ts';

/** Components beyond this are solved by regret (matching 6). */
const mostExactEdges = 200;

/**
 * Which answer each payment gets where they compete for items: by payment id, absent for none (matching 6). Components
 * are solved one by one, exactly up to 200 edges. A sum uses several items, which an assignment has no edge for: components
 * with a sum go by regret too; what posts is safe by the rivals' claims.
 */
export function assignDay(weighed: readonly WeighedPayment[]): ReadonlyMap<string, WeighedAnswer> {
  const rows = weighed.map(rowOf).filter(({ edges }) => edges.length > 0);
  const assigned = componentsOf(rows).flatMap((component) => {
    const edges = component.reduce((sum, row) => sum + row.edges.length, 0);
    const isExact = edges <= mostExactEdges && component.every((row) => row.edges.every(isPair));
    return isExact ? assignExactly(component) : assignByRegret(component);
  });
  return new Map(assigned);
}

const isPair = ({ itemIds }: Edge): boolean => itemIds.length === 1;

/** Interchangeable items are an edge each; an answer that uses nothing, as a duplicate, is none. */
function rowOf({ payment, candidates, restPosterior, withoutItem }: WeighedPayment): AssignmentRow {
  const edges: Edge[] = [];
  let rest = restPosterior;
  for (const answer of candidates) {
    const itemIds = [...claimedItems(answer.answer).keys()];
    if (answer.posterior <= weakestClaim || itemIds.length === 0) {
      rest += answer.posterior;
      continue;
    }
    const cost = -Math.log(answer.posterior);
    const isOneOf = answer.answer.members.length > 1;
    edges.push(
      ...(isOneOf ? itemIds.map((itemId) => ({ answer, itemIds: [itemId], cost })) : [{ answer, itemIds, cost }]),
    );
  }
  const none = withoutItem.reduce((sum, { posterior }) => sum + posterior, rest);
  return { paymentId: payment.id, edges, noneCost: -Math.log(Math.max(none, Number.MIN_VALUE)) };
}

function assignExactly(component: readonly AssignmentRow[]): readonly Assigned[] {
  const itemIds = [...new Set(component.flatMap(({ edges }) => edges.flatMap((edge) => edge.itemIds)))].toSorted(
    compareText,
  );
  const columnOf = new Map(itemIds.map((itemId, index) => [itemId, index] as const));
  const costs = component.map(({ edges, noneCost }, rowIndex) => {
    const row = Array.from({ length: itemIds.length + component.length }, () => forbiddenCost);
    for (const {
      itemIds: [itemId = ''],
      cost,
    } of edges) {
      const column = columnOf.get(itemId) ?? 0;
      row[column] = Math.min(row[column] ?? forbiddenCost, cost);
    }
    row[itemIds.length + rowIndex] = noneCost;
    return row;
  });
  return minCostAssignment(costs).flatMap((column, rowIndex) => {
    const row = component[rowIndex];
    const chosen = row?.edges
      .filter(({ itemIds: [itemId] }) => itemId === itemIds[column])
      .toSorted((a, b) => a.cost - b.cost)[0];
    return row === undefined || chosen === undefined ? [] : [[row.paymentId, chosen.answer] as const];
  });
}
