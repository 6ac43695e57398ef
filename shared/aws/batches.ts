/** Batches as AWS limits them, and its pages. */
export const inBatches = <Item>(items: readonly Item[], size: number): Item[][] => {
  const batches: Item[][] = [];
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size));
  return batches;
};

/** Follows a paged call to its end. */
export const allPages = async <Page, Item>(
  page: (token: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
  nextOf: (page: Page) => string | undefined,
): Promise<Item[]> => {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const answer = await page(token);
    items.push(...(itemsOf(answer) ?? []));
    token = nextOf(answer) || undefined;
  } while (token !== undefined);
  return items;
};
