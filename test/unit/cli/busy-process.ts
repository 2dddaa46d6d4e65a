// Tells its steps on standard error while it computes without a pause. Arguments: milliseconds to compute, and between lines.
import { stepLine } from '../../../src/cli/steps';

const [busy, every] = process.argv.slice(2).map(Number);
const line = stepLine(every);
line.show('adding\nup');
setTimeout(() => {
  const end = Date.now() + busy;
  while (Date.now() < end);
  line.clear();
}, every);
