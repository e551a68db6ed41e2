import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AllUnderWay } from './under-way.ts';

test('whatever comes and goes, exactly what is under way is stopped, each once', () => {
  const steps = fc.array(fc.record({ which: fc.nat(9), leaves: fc.boolean() }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.boolean(), (list, leavesWhenStopped) => {
      const all = new AllUnderWay();
      const stopped: number[] = [];
      const entries = Array.from({ length: 10 }, (_, name) => ({
        place: 0,
        stop() {
          stopped.push(name);
          if (leavesWhenStopped) all.delete(this);
        },
      }));
      const naive = new Set<number>();
      for (const { which, leaves } of list) {
        const entry = entries[which];
        if (entry === undefined || (!leaves && naive.has(which))) continue;
        if (leaves) all.delete(entry);
        else all.add(entry);
        if (leaves) naive.delete(which);
        else naive.add(which);
        expect(all.size).toBe(naive.size);
      }
      all.stop(() => 'closed');
      expect(stopped).toHaveLength(naive.size);
      expect(new Set(stopped)).toEqual(naive);
      expect(all.size).toBe(leavesWhenStopped ? 0 : naive.size);
    }),
  );
});
