import { describe, expect, it } from 'vitest';
import { differingSettings } from '../../src/cluster/agreement.ts';

const A = { RUNNING_PER_GUILD: 'two', MODELS: 'all' };
const B = { RUNNING_PER_GUILD: 'three', MODELS: 'all' };

describe('a process', () => {
  it('alone agrees with itself', () => {
    expect(differingSettings(A, [])).toEqual([]);
    expect(differingSettings(A, [{ id: '1', agreed: A }])).toEqual([]);
  });

  it('that is one of most agrees with them', () => {
    const fellows = [A, A, B].map((agreed, id) => ({ id: String(id), agreed }));
    expect(differingSettings(A, fellows)).toEqual([]);
  });

  it('that is not like most is told the names of what differs', () => {
    const fellows = [A, B, A].map((agreed, id) => ({ id: String(id), agreed }));
    expect(differingSettings(B, fellows)).toEqual(['RUNNING_PER_GUILD']);
    expect(differingSettings({ MODELS: 'one', MORE: 'x' }, fellows)).toEqual(['MODELS', 'MORE', 'RUNNING_PER_GUILD']);
  });

  it('comes to the same as the others where there are as many of both kinds', () => {
    const fellows = [
      { id: 'd', agreed: A },
      { id: 'b', agreed: B },
      { id: 'c', agreed: B },
      { id: 'a', agreed: A },
    ];
    for (const all of [fellows, fellows.toReversed()]) {
      expect(differingSettings(A, all)).toEqual([]);
      expect(differingSettings(B, all)).toEqual(['RUNNING_PER_GUILD']);
    }
  });

  it('counts nobody who has not said anything', () => {
    const fellows = [
      { id: '1', agreed: undefined },
      { id: '2', agreed: undefined },
      { id: '3', agreed: B },
    ];
    expect(differingSettings(B, fellows)).toEqual([]);
  });
});
