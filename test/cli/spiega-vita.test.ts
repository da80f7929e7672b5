/** `allinea spiega --soggetto`: no value of anybody unless asked, and the audit says who did. */
import { expect, it } from 'vitest';
import { azioni } from '../../src/store/audit.js';
import { applicaInbox } from '../work/banco.js';
import { immigrati, residente } from '../work/persone.js';
import { banco, ISTAT, metti } from './banco.js';

const b = banco();
const contesto = { codComune: ISTAT, codici: new Set([ISTAT]), oggi: '2026-06-15' };

it('tells the life of a person, with the values only when asked', async () => {
  const { xml, tipoNotifica } = immigrati(1, [residente(1)]);
  await b.conDb(async (db) => {
    await metti(db, [{ n: { tipoNotifica, contenuto: Buffer.from(xml) } }]);
    await applicaInbox(db, contesto, [1]);
  });
  const muta = await b.allinea('spiega', '--soggetto', '100001');
  expect(muta.code).toBe(0);
  expect(muta.out).toContain('1002 ISCRIZIONE');
  expect(muta.out).toMatch(/anagrafe: .*cognome/);
  for (const segreto of ['COGNOME1', 'VIA ROMA', 'XXXYYY80A01H001R']) {
    expect(muta.out).not.toContain(segreto);
    expect((await b.allinea('spiega', '--soggetto', '100001', '--json')).out).not.toContain(segreto);
  }
  expect(muta.out).toContain('perché: iscritto in APR qui, dalla data di iscrizione');
  const aperta = await b.allinea('spiega', '--soggetto', 'xxxyyy80a01h001r', '--valori');
  expect(aperta.out).toMatch(/^Soggetto S:100001 — COGNOME1 .* XXXYYY80A01H001R\n/);
  expect(aperta.out).toContain('1002 ISCRIZIONE: Iscrizione per altri motivi');
  expect(aperta.out).toMatch(
    / {2}tributi_contribuenti: condizione RESIDENTE, .*\n {4}perché: iscritto in APR.*notifica 1, 1002/,
  );
  expect(aperta.out).not.toMatch(/[{}]/);
  const registro = await b.conDb((db) => db.transaction((tx) => azioni(tx, { limit: 10 })));
  expect(registro.map((a) => [a.azione, a.oggetto])).toEqual([['spiega-valori', 'soggetto:S:100001']]);
});

it('wants either a notification or a person, and says when nobody is known', async () => {
  expect(await b.allinea('spiega')).toMatchObject({ code: 2 });
  expect(await b.allinea('spiega', '1', '--soggetto', '100001')).toMatchObject({ code: 2 });
  expect(await b.allinea('spiega', '--soggetto', ' ')).toMatchObject({ code: 2 });
  expect(await b.conDb(async () => b.allinea('spiega', '--soggetto', '100001'))).toMatchObject({ code: 1 });
});
