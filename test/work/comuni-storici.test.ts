/** The archive of the comuni in the database: imported whole or not at all, and everybody judged by it without a restart. */
import { expect, it } from 'vitest';
import type { DatiSoggetto } from '../../src/anpr/soggetto.js';
import { silentLog } from '../../src/log.js';
import { COLONNE_COMUNI } from '../../src/registri/comuni-csv.js';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import { azioni } from '../../src/store/audit.js';
import { statoComuni } from '../../src/store/comuni-storici.js';
import type { Database } from '../../src/store/database.js';
import { archivioComuni, importaComuni, leggiComuni } from '../../src/work/comuni-storici.js';
import { riguardaComuni } from '../../src/work/riguarda-comuni.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, finche, loopDi, notificaDi, nuovoEnte, quando, salva, smaltita } from './banco.js';
import { databaseConMano } from './guasti.js';
import { immigrati, residente } from './persone.js';

const file = (...righe: string[]) => Buffer.from([COLONNE_COMUNI.join(','), ...righe].join('\n'));
const CHI = { attore: 'prova', now: new Date(ADESSO) };
const SENZA = '1861-03-17,9999-12-31,902001,X902,PIETRA ALTA,XA';
const FINITO = '1861-03-17,1950-06-30,902001,X902,PIETRA ALTA,XA';
const ALTRO = '1861-03-17,9999-12-31,903001,ND,DUE VALLI,XA';

/** Somebody born in 1980 in a comune of the archive. */
function natoA(n: number, comuneNascita: string): DatiSoggetto {
  const dati = residente(n, { civico: n });
  return { ...dati, generalita: { ...dati.generalita, comuneNascita, luogoNascita: 'PIETRA ALTA' } };
}

const aperte = async (db: Database, codComune: string): Promise<string[]> => {
  const tutte = await db.transaction((tx) => elencaAnomalie(tx, { codComune, regola: 'Q15', limit: 500 }));
  return tutte.map((a) => `${a.oggetto}: ${/\((.*)\)/.exec(a.descrizione)?.[1]}`);
};

perOgniDatabase((apri) => {
  const riguarda = async (db: Database, ente: ReturnType<typeof nuovoEnte>): Promise<number> => {
    let passi = 1;
    while (await riguardaComuni((fn) => db.transaction(fn), quando(ente), silentLog)) passi += 1;
    return passi;
  };

  it('an import says what is new, what ended and what is gone, and leaves a trace of the operator', async () => {
    const db = await apri();
    expect(await importaComuni(db, file(SENZA), CHI)).toMatchObject({ righe: 1, nuove: 1, cessate: 0, tolte: 0 });
    const prima = await db.transaction((tx) => statoComuni(tx));
    expect(await importaComuni(db, file(SENZA), CHI)).toMatchObject({
      nuove: 0,
      cessate: 0,
      versione: prima!.versione,
    });
    expect(await importaComuni(db, file(FINITO, ALTRO), CHI)).toMatchObject({ nuove: 1, cessate: 1, tolte: 0 });
    expect(await importaComuni(db, file(ALTRO), CHI)).toMatchObject({ righe: 1, tolte: 1 });
    const fatte = await db.transaction((tx) => azioni(tx, { limit: 9 }));
    expect(fatte.map((a) => a.azione)).toEqual(Array(4).fill('comuni-importa'));
  });

  it('an archive that was there before is another version all the same: who was judged in between is judged again', async () => {
    const db = await apri();
    const versioni = [];
    for (const uno of [SENZA, FINITO, SENZA]) versioni.push((await importaComuni(db, file(uno), CHI)).versione);
    expect(new Set(versioni).size).toBe(3);
  });

  it('an import that comes while the archive is read is read, not mixed', async () => {
    const [db, altro] = [await apri(), await apri()];
    await importaComuni(db, file(SENZA), CHI);
    let volte = 0;
    const mano = databaseConMano(db, async (sql) => {
      if (db.kind === 'mysql' && sql.includes('FROM comuni_storici') && volte++ === 0)
        await importaComuni(altro, file(FINITO), CHI);
    });
    const archivio = await mano.transaction((tx) => archivioComuni(tx));
    const { versione } = (await db.transaction((tx) => statoComuni(tx)))!;
    const dopo = await db.transaction((tx) => archivioComuni(tx));
    expect(archivio!.finito('902001')).toBe(db.kind === 'mysql' ? '1950-07-01' : undefined);
    expect([dopo, versione.length]).toEqual([archivio, 36]);
  });

  it('one bad line does not refuse the archive: it is told, and what was known of its comune stays', async () => {
    const db = await apri();
    await importaComuni(db, file(SENZA), CHI);
    const cattiva = 'ieri,9999-12-31,902001,X902,PIETRA ALTA,XA';
    expect(await importaComuni(db, file(ALTRO, cattiva), CHI)).toMatchObject({
      righe: 2,
      nuove: 1,
      tolte: 0,
      scartate: 1,
      conservate: 1,
      problemi: ['riga 3, DATAISTITUZIONE: serve una data AAAA-MM-GG o GG/MM/AAAA'],
    });
    const codici = async () => (await db.transaction((tx) => leggiComuni(tx))).map((c) => c.codiceIstat).sort();
    expect(await codici()).toEqual(['902001', '903001']);
    expect(await importaComuni(db, file(ALTRO), CHI)).toMatchObject({ righe: 1, tolte: 1, scartate: 0, conservate: 0 });
  });

  it('a file of which most lines are wrong is no archive and changes nothing', async () => {
    const db = await apri();
    await importaComuni(db, file(SENZA), CHI);
    const cattive = ['ieri,9999-12-31,902001,X902,PIETRA ALTA,XA', 'oggi,9999-12-31,902001,X902,PIETRA ALTA,XA'];
    const rifiuto = importaComuni(db, file(ALTRO, ...cattive), CHI);
    await expect(rifiuto).rejects.toMatchObject({
      problemi: [expect.stringContaining('riga 3, DATAISTITUZIONE'), expect.stringContaining('riga 4')],
    });
    await expect(importaComuni(db, file(), CHI)).rejects.toMatchObject({ problemi: ['il file non ha comuni'] });
    expect((await db.transaction((tx) => leggiComuni(tx))).map((c) => c.codiceIstat)).toEqual(['902001']);
  });

  it('everybody is judged again by another archive, page by page, once, and the next one closes what it mends', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const persone = Array.from({ length: 130 }, (_, i) => natoA(i + 1, i === 129 ? '999777' : '902001'));
    await salva(db, [notificaDi(ente, '1', immigrati(1, persone))]);
    await applicaInbox(db, ente, [1]);
    expect([await aperte(db, ente.codComune), await riguarda(db, ente)]).toEqual([[], 1]);
    await importaComuni(db, file(FINITO, ALTRO), CHI);
    expect(await riguarda(db, ente)).toBe(3);
    const trovate = await aperte(db, ente.codComune);
    expect(trovate).toHaveLength(130);
    expect(trovate).toContain('S:100001: nascita: il comune 902001 non esisteva a quella data');
    expect(trovate).toContain('S:100130: nascita: il comune 999777 non è nell’archivio dei comuni');
    expect(await riguarda(db, ente)).toBe(1);
    await importaComuni(db, file(SENZA, '1990-01-01,9999-12-31,999777,X977,TARDI,XA'), CHI);
    await riguarda(db, ente);
    expect(await aperte(db, ente.codComune)).toEqual([
      'S:100130: nascita: il comune 999777 non esisteva a quella data',
    ]);
  });

  it('a daemon that is running judges everybody again without a restart', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await importaComuni(db, file(SENZA), CHI);
    await salva(db, [notificaDi(ente, '1', immigrati(1, [natoA(1, '902001')]))]);
    const loop = loopDi(db, ente, { now: () => new Date(Date.parse(ADESSO) + performance.now()) });
    try {
      await finche('the inbox is worked', smaltita(db, ente));
      await importaComuni(db, file(FINITO), CHI);
      await finche('Q15 is open', async () => (await aperte(db, ente.codComune)).length === 1);
      await importaComuni(db, file(SENZA), CHI);
      await finche('Q15 is closed', async () => (await aperte(db, ente.codComune)).length === 0);
    } finally {
      await loop.stop();
    }
  });

  it('a notification applied after the import is judged by it at once', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await importaComuni(db, file(FINITO), CHI);
    await salva(db, [notificaDi(ente, '1', immigrati(1, [natoA(1, '902001')]))]);
    await applicaInbox(db, ente, [1]);
    expect(await aperte(db, ente.codComune)).toHaveLength(1);
  });
});
