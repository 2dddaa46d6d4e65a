/**
 * Asks one thing at a time, and always the newest: what was asked for meanwhile and is not the newest any more is never
 * asked. So a slider that moves faster than answers come is never behind by more than one answer.
 */
export class Newest<Request, Result> {
  private waiting: Request | undefined;
  private busy = false;

  constructor(
    private readonly ask: (request: Request) => Promise<Result>,
    private readonly answered: (result: Result, request: Request) => void,
    private readonly failed: (error: unknown, request: Request) => void,
  ) {}

  request(request: Request): void {
    this.waiting = request;
    if (!this.busy) void this.work();
  }

  private async work(): Promise<void> {
    this.busy = true;
    while (this.waiting !== undefined) {
      const request = this.waiting;
      this.waiting = undefined;
      try {
        const result = await this.ask(request);
        this.answered(result, request);
      } catch (error) {
        this.failed(error, request);
      }
    }
    this.busy = false;
  }
}
