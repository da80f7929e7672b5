/** Files given by hand and the rows: the road a notification took leaves no trace. */
import { expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { documentoDi, soggettoDi } from '../../src/work/carica-documento.js';
import { type Documento, importa, type VoceImportata } from '../../src/work/importa.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, righe, salva } from './banco.js';
import { immigrati, n01, nris, residente } from './persone.js';

type Ente = ReturnType<typeof nuovoEnte>;
const N010 = n01('N010', 30, residente(1), '2026-04-10');
const NRIS = nris('5005', 31, [residente(2, { civico: 99, dal: '2026-05-01' })], '2026-05-01');
const INIZIO = [immigrati(11, [residente(1)]), immigrati(12, [residente(2)])];

async function daFile(db: Database, { codComune }: Ente, xml: readonly string[]): Promise<VoceImportata[]> {
  const voci: VoceImportata[] = [];
  const documenti = async function* (): AsyncGenerator<Documento> {
    for (const [i, x] of xml.entries()) yield { dove: `${i}.xml`, byte: Buffer.from(x) };
  };
  const enti = [{ codiceIstat: codComune, codici: [codComune], keystores: [] }];
  const detta = (v: VoceImportata): void => void voci.push(v);
  await importa(createInbox(db), documenti(), { enti, ente: undefined, now: () => new Date(ADESSO), detta });
  return voci;
}

async function carico(db: Database, { codComune }: Ente): Promise<void> {
  const estrazione = { codComune, fonte: 'CSV', momento: '2026-03-01T00:00:00.000Z', now: new Date(ADESSO) };
  for (const n of [1, 2]) await createInbox(db).salva(documentoDi([soggettoDi(residente(n))], estrazione));
}

const esito = async (db: Database, ente: Ente): Promise<unknown> =>
  JSON.parse(
    JSON.stringify(await righe(db, ente), (k, v) => (k === 'last_notifica_id' ? undefined : v)).replaceAll(
      ente.codComune,
      'ENTE',
    ),
  );

perOgniDatabase((apri) => {
  it('pushed, given by hand, or both, a notification ends in the same rows', async () => {
    const db = await apri();
    const esiti: unknown[] = [];
    for (const strada of ['ANPR', 'FILE', 'tutte e due'] as const) {
      const ente = nuovoEnte();
      await salva(
        db,
        INIZIO.map((c, i) => notificaDi(ente, `${100 + i}`, c)),
      );
      if (strada !== 'FILE')
        await salva(
          db,
          [N010, NRIS].map((c, i) => notificaDi(ente, `${200 + i}`, c)),
        );
      if (strada !== 'ANPR')
        expect((await daFile(db, ente, [N010.xml, NRIS.xml, N010.xml])).map((v) => v.esito)).toEqual([
          'nuova',
          'nuova',
          'duplicata',
        ]);
      await applicaInbox(db, ente, [2]);
      esiti.push(await esito(db, ente));
    }
    expect(esiti[1]).toEqual(esiti[0]);
    expect(esiti[2]).toEqual(esiti[0]);
    expect(JSON.stringify(esiti[0])).toContain('"cancellato_dal":"2026-04-10"');
  });

  it('a content without its envelope stands after a load that was extracted before its day, whichever comes first', async () => {
    const db = await apri();
    const esiti: unknown[] = [];
    for (const prima of ['file', 'carico'] as const) {
      const ente = nuovoEnte();
      if (prima === 'carico') await carico(db, ente);
      await daFile(db, ente, [N010.xml, NRIS.xml]);
      await applicaInbox(db, ente, [1]);
      if (prima === 'file') await carico(db, ente);
      await applicaInbox(db, ente, [1]);
      esiti.push(await esito(db, ente));
    }
    expect(esiti[1]).toEqual(esiti[0]);
    expect(JSON.stringify(esiti[0])).toContain('"cancellato_dal":"2026-04-10"');
    expect(JSON.stringify(esiti[0])).toContain('VIA ROMA 99');
  });
});
