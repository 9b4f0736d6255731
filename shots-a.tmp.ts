export async function run({ ada, log, shoot, BOTH, channel, settingKeys, settingRows, settingPages, pageOf, at, fans }: any) {
  await pageOf('Ada', ...at.Ada, 'dark'); await pageOf('Ada', ...at.Ada, 'light');
  for (const page of settingPages) {
    const first = await (await ada.slash(channel, 'cover-settings')).settled();
    await (await ada.select(first, 'Go to…', [page])).settled();
    await shoot(`page-${page}`, 'Ada', BOTH);
  }
  for (const key of settingKeys) {
    const first = await (await ada.slash(channel, 'cover-settings')).settled();
    const p = await (await ada.select(first, 'Go to…', [settingRows[key].page])).settled();
    const card = await (await ada.select(p, 'Change…', [key])).settled();
    await shoot(`card-${key}`, 'Ada');
    if (key === 'roleLimits') {
      const form = await ada.select(card, 'Choose a role', [fans.id]);
      await (await ada.submit(form, { dayTakes: '5', monthMicros: '3' })).settled();
      await shoot(`card-${key}-set`, 'Ada');
    }
    if (key === 'logChannelIds') { await (await ada.select(card, 'Choose a channel', [log.id])).settled(); await shoot(`card-${key}-set`, 'Ada'); }
  }
}
