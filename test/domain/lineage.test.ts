import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/domain/job.ts';
import { branchesOf, posterOf, rootHashOf } from '../../src/domain/lineage.ts';
import { aReference, buildJob } from '../support/build-job.ts';

const remixOf = (id: string, parentId: string, ...ancestors: string[]): { job: Job } => ({
  job: buildJob({
    id,
    lineage: { rootHash: 'root', parent: { id: parentId, channelId: '3', messageId: '4' }, ancestors, from: 'cover' },
  }),
});
const first = (id: string) => ({ job: buildJob({ id }) });
const shapeOf = (branches: ReturnType<typeof branchesOf<{ job: Job }>>): unknown[] =>
  branches.map(({ entry, children }) => [entry.job.id, ...shapeOf(children)]);

describe('where covers come from', () => {
  it('goes back to the first reference, whatever a remix was made from', () => {
    expect(rootHashOf(buildJob({ reference: aReference({ hash: 'own' }) }))).toBe('own');
    expect(rootHashOf({ ...remixOf('2', '1').job, reference: aReference({ hash: 'take' }) })).toBe('root');
    expect(rootHashOf(buildJob({ reference: null, voice: aReference({ hash: 'voice' }) }))).toBe('voice');
    expect(rootHashOf(buildJob({ kind: 'song', reference: null }))).toBeNull();
  });

  it('remembers who put the song into Discord', () => {
    expect(posterOf(buildJob({ reference: aReference({ posterId: '77' }) }))).toBe('77');
    expect(posterOf(buildJob())).toBeNull();
  });

  it('is a tree: each cover below the one it was made from', () => {
    const entries = [first('1'), remixOf('2', '1'), remixOf('3', '2'), remixOf('4', '1'), first('5')];
    expect(shapeOf(branchesOf(entries))).toEqual([['1', ['2', ['3']], ['4']], ['5']]);
  });

  it('closes up over covers that are gone', () => {
    const [, , third, fourth] = [first('1'), remixOf('2', '1'), remixOf('3', '2', '1'), remixOf('4', '3', '2', '1')];
    expect(shapeOf(branchesOf([first('1'), third, fourth]))).toEqual([['1', ['3', ['4']]]]);
    expect(shapeOf(branchesOf([first('1'), fourth]))).toEqual([['1', ['4']]]);
  });

  it('begins anew below a cover that is gone, where nothing above it is known', () => {
    expect(shapeOf(branchesOf([remixOf('2', '1'), remixOf('3', '2')]))).toEqual([['2', ['3']]]);
  });

  it('does not lose a record that names itself', () => {
    expect(shapeOf(branchesOf([remixOf('2', '2')]))).toEqual([['2']]);
  });
});
