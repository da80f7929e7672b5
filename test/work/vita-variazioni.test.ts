/** Law 8 when the office refuses as well as accepts: what comes later starts from where the office stands. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Variazione } from '../../src/registri/righe.js';
import type { Contesto } from '../../src/registri/stato.js';
import { oltreIlRifiuto, type VariazioneRegistrata } from '../../src/registri/storno.js';
import { stessoValore } from '../../src/registri/variazioni.js';
import { azioni } from '../../src/store/audit.js';
import type { Database } from '../../src/store/database.js';
import { lavoraTutte, lavoraVariazioni } from '../../src/work/variazioni-ufficio.js';
import { feed, regole } from '../arbitraries.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificheDi, nuovoEnte, type Righe, righe, salva } from './banco.js';

interface Voce {
  readonly id: number;
  readonly oggetto: string;
  readonly campo: string;
  readonly valore_prima: string | null;
  readonly valore_dopo: string | null;
  readonly stato: string;
}

const registro = (db: Database, { codComune }: Contesto): Promise<Voce[]> =>
  db.transaction((tx) =>
    tx.query<Voce>(
      'SELECT id, oggetto, campo, valore_prima, valore_dopo, stato FROM variazioni WHERE cod_comune = ? ORDER BY id',
      [codComune],
    ),
  );

const SEGUITI: Readonly<Record<string, (r: Righe, chiave: string) => unknown>> = {
  condizione: (r, k) => r.tributi_contribuenti?.[k]?.condizione,
  recapito: (r, k) => r.tributi_contribuenti?.[k]?.recapito,
  componenti: (r, k) => r.tributi_nuclei?.[k]?.componenti,
  stato: (r, k) => r.elettorale_elettori?.[k]?.stato,
};
const FUORI = ['STORNATA', 'RITIRATA', 'RESPINTA'];

/** The chain is connected, and ends where the row is, or where the office refused to follow it; of an address, up to its writing. */
function verifica(voci: readonly Voce[], r: Righe): void {
  for (const chiave of new Set(voci.map((v) => `${v.oggetto}\n${v.campo}`))) {
    const [oggetto = '', campo = ''] = chiave.split('\n');
    const sue = voci.filter((v) => v.oggetto === oggetto && v.campo === campo);
    if (SEGUITI[campo] === undefined) continue;
    let valore = sue[0]!.valore_prima;
    for (const v of sue.filter((x) => !FUORI.includes(x.stato))) {
      expect(stessoValore(campo, v.valore_prima, valore)).toBe(true);
      valore = v.valore_dopo;
    }
    const ora = SEGUITI[campo](r, oggetto.slice(2))?.toString() ?? null;
    const rifiutata = sue.findLast((v) => v.stato === 'RESPINTA');
    const ultima = sue.findLast((v) => !FUORI.includes(v.stato));
    const perRifiuto =
      rifiutata !== undefined && rifiutata.id > (ultima?.id ?? 0) && stessoValore(campo, rifiutata.valore_dopo, ora);
    expect(perRifiuto || stessoValore(campo, valore, ora)).toBe(true);
  }
}

const decisione = (esito: 'ACCOGLI' | 'RESPINGI') => ({
  esito,
  motivo: esito === 'RESPINGI' ? 'prova' : null,
  attore: 'operatrice.prova',
  now: new Date(ADESSO),
});

perOgniDatabase((apri) => {
  it('variazioni add up, whatever the office accepted or refused in between, under whatever rules', async () => {
    const db = await apri();
    const scelta = fc.constantFrom('ACCOGLI', 'RESPINGI', 'RESPINGI', 'NULLA') as fc.Arbitrary<
      'ACCOGLI' | 'RESPINGI' | 'NULLA'
    >;
    await fc.assert(
      fc.asyncProperty(
        feed,
        fc.array(fc.tuple(scelta, fc.integer({ min: 1, max: 3 })), { minLength: 5, maxLength: 5 }),
        fc.tuple(regole, regole),
        async (f, lavori, delComune) => {
          const ente = nuovoEnte();
          const notifiche = notificheDi(ente, f);
          for (let i = 0; i * 3 < notifiche.length; i++) {
            await salva(db, notifiche.slice(i * 3, i * 3 + 3));
            await applicaInbox(db, { ...ente, regole: delComune[i % 2]! }, [3]);
            const [cosa, ogni] = lavori[i]!;
            if (cosa === 'NULLA') continue;
            const ids = (await registro(db, ente)).map((v) => v.id).filter((_, n) => n % ogni === 0);
            await lavoraVariazioni(db, ids, decisione(cosa));
          }
          verifica(await registro(db, ente), await righe(db, ente));
        },
      ),
      { numRuns: 20 },
    );
  }, 60_000);

  it('a variazione worked twice is refused, not repeated, and only what was done is in the audit', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, notificheDi(ente, await unaVita()));
    await applicaInbox(db, ente, [10]);
    const prima = await lavoraTutte(db, { codComune: ente.codComune, ufficio: 'TRIBUTI' }, decisione('ACCOGLI'));
    expect(prima.lavorate.length).toBeGreaterThan(0);
    const [id] = prima.lavorate;
    const dopo = await lavoraVariazioni(db, [id!, 999_999], decisione('RESPINGI'));
    expect(dopo).toEqual({
      lavorate: [],
      nonLavorate: [
        { id: 999_999, perche: 'NON_TROVATA' },
        { id, perche: 'GIA_CHIUSA', stato: 'ACCOLTA' },
      ],
    });
    const fatte = await db.transaction((tx) => azioni(tx, { limit: 10 }));
    expect(fatte.map((a) => a.azione)).toEqual(['accogli-variazioni']);
  });
});

async function unaVita() {
  const dati = {
    identificativi: { idSchedaSoggettoANPR: '101', codiceFiscale: 'RSSMRA80A01H501U', validitaCF: '1' },
    generalita: { cognome: 'PROVA', nome: 'NOME', dataNascita: '1980-01-01' },
    residenze: [
      {
        tipoIndirizzo: '1',
        indirizzo: { codiceIstat: '999001', specie: 'VIA', toponimo: 'ROMA', civico: '1' },
        dataDecorrenzaResidenza: '2025-01-10',
      },
    ],
  };
  return [
    [
      {
        tipo: 'ISCRIZIONE',
        operazione: '1002',
        idOperazioneANPR: '4310655090',
        momento: '2025-01-10T08:00:00.000Z',
        idNotificaANPR: '1',
        decorrenza: '2025-01-10',
        dati,
      } as const,
    ],
  ];
}

describe('after a refusal', () => {
  const v = (altro: Partial<Variazione>): Variazione =>
    ({
      ufficio: 'TRIBUTI',
      valore_prima: 'A',
      valore_dopo: 'B',
      decorrenza: '2026-01-01',
      motivo: null,
      ...altro,
    }) as Variazione;
  const rifiuto = { ultima: { ...v({}), id: 1 } as VariazioneRegistrata, inizio: 'A' };

  it('a further change is shown from where the office stands', () => {
    expect(oltreIlRifiuto([], rifiuto, v({ valore_prima: 'B', valore_dopo: 'C' }))).toMatchObject({
      valore_prima: 'A',
      valore_dopo: 'C',
    });
  });

  it('going back to where the office stands is no news', () => {
    expect(oltreIlRifiuto([], rifiuto, v({ valore_prima: 'B', valore_dopo: 'A' }))).toBeNull();
  });

  it('the very change it refused is not proposed again, the same with another date is', () => {
    expect(oltreIlRifiuto([], rifiuto, v({}))).toBeNull();
    const rettifica = v({ valore_prima: 'B', decorrenza: '2026-02-01', rettifica: true });
    expect(oltreIlRifiuto([], rifiuto, rettifica)).toMatchObject({ valore_prima: 'A', stato: 'DA_LAVORARE' });
  });
});
