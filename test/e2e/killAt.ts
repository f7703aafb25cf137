/** Kills this very process at a place of its code, `name` or `name:nth`: as a machine that loses its power (F1). */
export function killAt(place: string): (name: string) => void {
  const [wanted, nth = '1'] = place.split(':');
  let passed = 0;
  return (name) => {
    if (name !== wanted) return;
    passed += 1;
    if (passed === Number(nth)) process.kill(process.pid, 'SIGKILL');
  };
}
