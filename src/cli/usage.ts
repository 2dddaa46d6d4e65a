/** The command line was wrong: told with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
