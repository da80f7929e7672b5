/** `allinea riconcilia`: what an operator reads, and the exit codes. */
import { expect, it } from 'vitest';
import { silentLog } from '../../src/log.js';
import { creaComune } from '../../src/simulatore/index.js';
import { apriArchivio, apriServizi, archivia, clientDiretto } from '../../src/simulatore/servizi/index.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { riconcilia } from '../../src/work/riconcilia/index.js';
import { simulata } from '../work/riconcilia/banco.js';
import { IMPOSTAZIONI } from '../work/riconcilia/impostazioni.js';
import { ADESSO, banco, ISTAT } from './banco.js';

const b = banco();

/** Rounds of the daemon, half an hour apart, before the command looks. */
async function demone(db: Database, { giri, vuote }: { giri: number; vuote: boolean }): Promise<void> {
  const comune = creaComune({ seed: 'cli', codiceIstat: ISTAT, nome: 'Prova', abitanti: 20, oggi: '2026-06-15' });
  const archivio = apriArchivio(comune);
  archivia(archivio, [{ notifica: simulata({ idOperazioneANPR: '4600000001' }), sorte: 'PERDUTA' }]);
  let ora = ADESSO.getTime() - giri * 1_800_000;
  const servizi = apriServizi(archivio, {
    now: () => new Date(ora),
    impostazioni: vuote ? { quotaVuote: 1, operazioniVuote: true } : {},
  });
  const ente = { codiceIstat: ISTAT, nome: 'Prova', codiciStorici: [], keystores: [], keystoreDir: null };
  for (let i = 0; i < giri; i++, ora += 1_800_000)
    await riconcilia({
      db,
      ente,
      client: clientDiretto(servizi),
      inbox: createInbox(db),
      keystores: [],
      impostazioni: { ...IMPOSTAZIONI, tipi: ['N030'] },
      log: silentLog,
      now: () => new Date(ora),
      cosa: i === 0 ? 'TUTTO' : 'DOVUTE',
    });
}

it('a comune that is not connected is told what to configure, exit 78', async () => {
  await b.conDb(async () => undefined);
  const detto = await b.allinea('riconcilia');
  expect(detto.code).toBe(78);
  expect(detto.err).toContain('enti[0].anpr');
  expect(detto.err).toContain('non è collegato ai servizi di ANPR');
});

it('the ledger of a comune that never reconciled is said to be empty, exit 0', async () => {
  await b.conDb(async () => undefined);
  const detto = await b.allinea('riconcilia', '--stato');
  expect([detto.code, detto.out]).toEqual([
    0,
    'Comune di Prova (999001): nessuna finestra, la riconciliazione non è mai partita.\n',
  ]);
});

it('what was brought in is counted by type, exit 0', async () => {
  await b.conDb((db) => demone(db, { giri: 12, vuote: false }));
  const detto = await b.allinea('riconcilia', '--stato');
  expect(detto.code).toBe(0);
  expect(detto.out.split('\n')[2]).toMatch(/^N030 +1\/1 +15\/06\/26, \d\d:\d\d:\d\d +1 +0 +1 +1 +0$/);
});

it('what waits for ANPR is said with the next visit, exit 1', async () => {
  await b.conDb((db) => demone(db, { giri: 1, vuote: false }));
  const detto = await b.allinea('riconcilia', '--stato');
  expect(detto.code).toBe(1);
  expect(detto.out).toContain('In attesa: 1 finestra, 1 richiesta presso ANPR');
});

it('a notification that ANPR lists and does not give is named with the day until which it can be asked for, exit 1', async () => {
  await b.conDb((db) => demone(db, { giri: 40, vuote: true }));
  const detto = await b.allinea('riconcilia', '--stato', '--json');
  const { enti } = detto.json() as { enti: { voci: object[]; totali: object }[] };
  expect(detto.code).toBe(1);
  expect(enti[0]?.totali).toMatchObject({ mancanti: 1, recuperate: 0, irrecuperabili: 1, aperte: 0 });
  expect(enti[0]?.voci).toMatchObject([
    { idOperazioneANPR: '4600000001', stato: 'IRRECUPERABILE', motivo: 'CONTENUTO_VUOTO', tentativi: 3 },
  ]);
  const testo = (await b.allinea('riconcilia', '--stato')).out;
  expect(testo).toMatch(
    /4600000001 N030: abbandonata, ANPR la dà senza contenuto; si può chiedere fino al \d\d\/\d\d\/2026/,
  );
  expect((await b.allinea('anomalie')).out).toContain('NOTIFICA_IRRECUPERABILE');
});

it.each([
  [['--tipo', 'N010'], 'serve anche --dal'],
  [['--al', '2026-06-01'], 'serve anche --dal'],
  [['--comune', '123456'], 'Nessun ente ha il codice 123456'],
  [['--dal', 'ieri'], 'serve una data AAAA-MM-GG'],
  [['--dal', '2026-06-01', '--tipo', 'tutti'], 'non è un tipo di notifica'],
  [['--dal', '2026-06-10', '--al', '2026-06-01'], 'Il periodo è vuoto'],
  [['--dal', '2026-07-01'], 'Il periodo è vuoto'],
])('%j is refused, exit 2', async (argomenti, perche) => {
  await b.conDb(async () => undefined);
  const detto = await b.allinea('riconcilia', '--stato', ...argomenti);
  expect([detto.code, detto.err.includes(perche)]).toEqual([2, true]);
});
