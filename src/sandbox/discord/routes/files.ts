import type { World } from '../records.ts';
import type { Call, Reply, Route } from './route.ts';

/** Attachments as the content network serves them: by signed links that die. */
export function fileRoutes(world: World): Route[] {
  const serve =
    (root: string) =>
    ({ params, query }: Call): Reply => {
      const path = `/${root}/${params.folder}/${params.attachmentId}/${params.filename}`;
      const { ex = '', is = '', hm = '' } = query;
      const file = world.files.open(path, { ex, is, hm });
      if (file) return { status: 200, raw: { data: file.data, contentType: file.contentType } };
      const gone = Buffer.from('This content is no longer available.');
      return { status: 404, raw: { data: gone, contentType: 'text/plain' } };
    };
  return ['attachments', 'ephemeral-attachments'].map((root) => ({
    method: 'GET',
    path: `/${root}/:folder/:attachmentId/:filename`,
    auth: 'token',
    handle: serve(root),
  }));
}
