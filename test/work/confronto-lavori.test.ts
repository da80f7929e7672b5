/** The nightly comparison, the cards and the verification as jobs: one ente that fails holds back no other, a queue puts off. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { RifiutoANPR } from '../../src/soap/client/servizi.js';
import type { Database } from '../../src/store/database.js';
import { compareWithAnpr, readCards } from '../../src/work/jobs/compare.js';
import { verifyInside } from '../../src/work/jobs/verify.js';
import type { JobContext } from '../../src/work/schedule.js';
import { perOgniDatabase } from '../store/databases.js';
import { AnprFinta, IMPOSTAZIONI_CONFRONTO } from './anpr-finta.js';
import { ADESSO, applicaInbox, inbox, logDiProva, notificaDi, nuovoEnte, salva } from './banco.js';
import { immigrati, n01, residente } from './persone.js';

const persona = residente(1);

async function paese(db: Database): Promise<Contesto> {
  const ente = nuovoEnte();
  await salva(db, [notificaDi(ente, '900', immigrati(1, [persona]))]);
  await applicaInbox(db, ente, [10]);
  return ente;
}

/** What the jobs work with: each ente asks the ANPR given for it, none where there is none. */
function contesto(db: Database, anpr: ReadonlyMap<Contesto, AnprFinta | null>) {
  const svegliati: string[] = [];
  const di = new Map([...anpr].map(([ente, a]) => [ente.codComune, a]));
  const enti = [...anpr.keys()].map(({ codComune, codici }) => ({
    codiceIstat: codComune,
    nome: 'Prova',
    codiciStorici: [...codici].filter((c) => c !== codComune),
    keystores: [],
    keystoreDir: null,
  }));
  const log = logDiProva();
  const c = {
    db,
    enti,
    log,
    now: () => new Date(ADESSO),
    keystores: () => [],
    client: (codice: string) => di.get(codice) ?? null,
    confronto: IMPOSTAZIONI_CONFRONTO,
    sveglia: (codice: string) => void svegliati.push(codice),
  };
  return { c: c as unknown as JobContext, svegliati, log };
}

const diversa = (): AnprFinta => new AnprFinta().tiene({ ...persona, dataDecesso: '2026-03-03' });

perOgniDatabase((apri) => {
  it('compares every connected ente, numbers its questions, wakes the applier, and a refusal of access stops one alone', async () => {
    const db = await apri();
    const [rotto, sano, muto] = [await paese(db), await paese(db), await paese(db)];
    const chiuso = new AnprFinta();
    chiuso.scheda = () => Promise.reject(new RifiutoANPR('ACCESSO', ['POLICY'], 'access refused'));
    const anpr = diversa();
    const { c, svegliati, log } = contesto(
      db,
      new Map([
        [rotto, chiuso],
        [sano, anpr],
        [muto, null],
      ] as const),
    );
    expect(await compareWithAnpr(c)).toMatchObject({ enti: 1, failedCount: 1, sentCount: 1, differentCount: 1 });
    expect(svegliati).toEqual([sano.codComune]);
    expect(anpr.domande[0]?.idOperazioneComune).toMatch(/^\d{17,}$/);
    expect(log.righe.join('\n')).not.toContain(persona.identificativi.codiceFiscale);
  });

  it('puts the comparison off while notifications wait to be applied', async () => {
    const db = await apri();
    const ente = await paese(db);
    await salva(db, [notificaDi(ente, '901', n01('N010', 5, persona, '2026-02-01'))]);
    const anpr = diversa();
    expect(await compareWithAnpr(contesto(db, new Map([[ente, anpr]])).c)).toMatchObject({ enti: 0 });
    expect(anpr.domande).toEqual([]);
  });

  it('reads the cards, and verifies inside', async () => {
    const db = await apri();
    const ente = await paese(db);
    await salva(db, [notificaDi(ente, '901', n01('N010', 5, persona, '2026-02-01'))]);
    await applicaInbox(db, ente, [10]);
    const anpr = new AnprFinta().tiene(residente(1, { codice: '015146', dal: '2026-02-01' }));
    const { c } = contesto(db, new Map([[ente, anpr]]));
    expect(await readCards(c)).toMatchObject({ enti: 1, askedCount: 1, openedCount: 0 });
    expect((await inbox(db, ente)).at(-1)).toMatchObject({ canale: '3002', tipoNotifica: '3002', stato: 'pending' });
    await applicaInbox(db, ente, [10]);
    expect(await verifyInside(c)).toMatchObject({ foundCount: 0 });
  });
});
