import { generator, kindOf, numberOf, Sequence, type Value } from './values';

/** Digits that a number may get: more than any template has, and soon computed. */
const mostDigits = 5000n;

/** `left operator right` for arithmetic, on texts and lists too. @throws Error where Python does, or it is not done here */
export function calculate(operator: string, left: Value, right: Value): Value {
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    if (
      left instanceof Sequence &&
      right instanceof Sequence &&
      left.kind === right.kind &&
      left.kind !== generator([]).kind
    )
      if (left.kind === 'list' || left.kind === 'tuple')
        return new Sequence(left.kind, [...left.items, ...right.items]);
  }
  if (operator === '*') {
    if (typeof left === 'string' || left instanceof Sequence) return repeat(left, right);
    if (typeof right === 'string' || right instanceof Sequence) return repeat(right, left);
  }
  const a = numberOf(left);
  const b = numberOf(right);
  if (a === undefined || b === undefined)
    throw new Error(`it computes ${kindOf(left)} ${operator} ${kindOf(right)}`);
  if (typeof a === 'bigint' && typeof b === 'bigint' && operator !== '/' && !(operator === '**' && b < 0n))
    return ofInts(operator, a, b);
  return ofFloats(operator, Number(a), Number(b));
}

function repeat(value: string | Sequence, times: Value): Value {
  const count = numberOf(times);
  const repeats = typeof value === 'string' || value.kind === 'list' || value.kind === 'tuple';
  if (typeof count !== 'bigint' || !repeats) throw new Error(`it multiplies ${kindOf(value)}`);
  const size = typeof value === 'string' ? value.length : value.items.length;
  if (count * BigInt(size) > 2_000_000n) throw new Error('what it writes is far too long');
  const copies = count > 0n ? Number(count) : 0;
  if (typeof value === 'string') return value.repeat(copies);
  return new Sequence(value.kind, Array.from({ length: copies }, () => value.items).flat());
}

function ofInts(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return bounded(a + b);
    case '-':
      return bounded(a - b);
    case '*':
      return bounded(a * b);
    case '**':
      if (b * BigInt(a.toString(2).length) > mostDigits)
        throw new Error('it computes a number that is far too long');
      return a ** b;
  }
  if (b === 0n) throw new Error('it divides by zero');
  const rest = a % b;
  const below = rest !== 0n && rest < 0n !== b < 0n;
  return operator === '%' ? (below ? rest + b : rest) : below ? a / b - 1n : a / b;
}

function bounded(value: bigint): bigint {
  if (BigInt.asIntN(Number(mostDigits) * 4, value) !== value)
    throw new Error('it computes a number that is far too long');
  return value;
}

function ofFloats(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '**': {
      const result = a ** b;
      if (!Number.isFinite(result)) throw new Error('it computes a power that is no number');
      return result;
    }
  }
  if (b === 0) throw new Error('it divides by zero');
  if (operator === '/') return a / b;
  // As CPython's float_divmod does.
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest === 0) rest = b < 0 ? -0 : 0;
  else if (rest < 0 !== b < 0) {
    rest += b;
    quotient -= 1;
  }
  if (operator === '%') return rest;
  if (quotient === 0) return Object.is(a / b, -0) || a / b < 0 ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}
