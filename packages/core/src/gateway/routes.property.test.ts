import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchRoute } from './routes.ts';

test('slashes at the end change nothing, anywhere else they do', () => {
  const slashes = fc.nat(20_000).map((count) => '/'.repeat(count));
  fc.assert(
    fc.property(slashes, fc.constantFrom('', '/v1', '/v1/', '/api//'), (many, prefix) => {
      const base = prefix.endsWith('/') ? prefix.replaceAll(/[/]{1,2}$/g, '') : prefix;
      expect(matchRoute('POST', `${base}/chat/completions${many}`, prefix)?.dialect).toBe('chat');
      expect(matchRoute('POST', `${base}${many}/chat/completions`, prefix)?.dialect).toBe('chat');
      expect(matchRoute('POST', `${base}/chat/${many}/completions`, prefix)).toBeUndefined();
    }),
  );
});
