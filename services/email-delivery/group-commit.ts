/**
 * Writes down what many ask for at once in few transactions ("group commit"): an item that comes while none is being
 * written is written at once, those that come meanwhile go together into the next one. Whoever adds one waits until it is
 * durable.
 * @param commit writes all or none, and answers for each in order. When it fails for several they are tried one by one, so
 * that one that cannot be written does not take the others with it.
 * @param most how many go into one transaction
 */
export function createGroupCommit<Item, Result>(
  commit: (items: Item[]) => Promise<Result[]>,
  most: number,
): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let isWriting = false;

  async function write(group: Waiting[]) {
    try {
      const results = await commit(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else for (const single of group) await write([single]);
    }
  }

  async function writeAll() {
    // What the same turn of the event loop brings goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const group = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await write(group);
    }
    isWriting = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isWriting) return;
      isWriting = true;
      void writeAll();
    });
}
