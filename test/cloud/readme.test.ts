import { expect, it } from 'vitest';
import { readme } from '../../local/cloud/docs/readme.ts';

it('the tables of local/cloud/README.md are those of the code: run `npm run docs` after a change', async () => {
  const { is, shouldBe } = await readme();
  expect(is === shouldBe, 'local/cloud/README.md is stale: run `npm run docs` and commit it').toBe(true);
});
