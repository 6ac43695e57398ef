import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchRoute, routesOf } from '../../local/runtime/routes.ts';
import type { ServiceFile } from '../../local/runtime/service-file.ts';

const routes = (...given: string[]) =>
  routesOf({
    functions: given.map((httpApi) => ({ name: httpApi, events: [{ httpApi }] })),
  } as unknown as ServiceFile);

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
describe('the most specific route wins', () => {
  const table = routes('GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', '* /{proxy+}', '*');
  test.each([
    { method: 'GET', path: '/pets/dog/1', key: 'GET /pets/dog/1' },
    { method: 'GET', path: '/pets/dog/2', key: 'GET /pets/dog/{id}' },
    { method: 'GET', path: '/pets/cat/1', key: 'GET /pets/{proxy+}' },
    { method: 'POST', path: '/test/5', key: 'ANY /{proxy+}' },
    { method: 'POST', path: '/', key: '$default' },
  ])('$method $path goes to $key', ({ method, path, key }) => {
    expect(matchRoute(table, method, path)?.route.key).toBe(key);
  });
});

test('without a default route there may be none', () => {
  expect(matchRoute(routes('GET /a'), 'POST', '/a')).toBeUndefined();
});

test('a parameter gives back whatever was encoded into the path', () => {
  const table = routes('GET /items/{item}');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (item) => {
      expect(matchRoute(table, 'GET', `/items/${encodeURIComponent(item)}`)?.parameters).toEqual({ item });
    }),
  );
});

test('a path that cannot be decoded is given as it is', () => {
  expect(matchRoute(routes('GET /items/{item}'), 'GET', '/items/%E0%A4%A')?.parameters).toEqual({ item: '%E0%A4%A' });
});
