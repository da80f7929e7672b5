/** Values longer than the registers hold: one rule, at the door of facts, whatever the engine. */
import { expect, it } from 'vitest';
import type { DatiSoggetto, Indirizzo } from '../../src/anpr/soggetto.js';
import { leggi } from '../../src/notifiche/index.js';
import { apriContenuto } from '../../src/soap/contenuto.js';
import type { Database } from '../../src/store/database.js';
import type { NotificaRicevuta } from '../../src/store/notifica.js';
import { documentoDi, soggettoDi } from '../../src/work/carica-documento.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, faiLoop, inbox, notificaDi, nuovoEnte, righe, salva } from './banco.js';
import { immigrati, nris, residente } from './persone.js';

const lungo = (n: number): string => 'È'.repeat(n);

/** Every value that a card may carry, as long as the rule allows. */
function alLimite(n: number): DatiSoggetto {
  const base = residente(n);
  const indirizzo: Indirizzo = {
    codiceIstat: '999001',
    nomeComune: lungo(200),
    siglaProvincia: 'XX',
    cap: lungo(20),
    specie: lungo(100),
    toponimo: lungo(200),
    civico: '9'.repeat(40),
    lettera: lungo(90),
    esponente: lungo(90),
    interno: lungo(100),
  };
  return {
    ...base,
    generalita: {
      cognome: lungo(200),
      nome: lungo(200),
      sesso: 'FFFFFFFFFF',
      dataNascita: '1980-01-01',
      luogoNascita: lungo(400),
      comuneNascita: '9'.repeat(10),
    },
    statoCivile: '9'.repeat(10),
    cittadinanze: Array.from({ length: 50 }, (_, i) => ({ codiceStato: String(100 + i) })),
    residenze: [{ tipoIndirizzo: '1', indirizzo, dataDecorrenzaResidenza: '2020-01-01' }],
    famigliaConvivenza: { ...base.famigliaConvivenza!, idFamigliaConvivenzaANPR: '9'.repeat(30) },
    liste: { elettore: 'S', generale: { codiceIstat: '999001', sezione: lungo(200) } },
  };
}

const scheda = (codComune: string, dati: DatiSoggetto): NotificaRicevuta =>
  documentoDi([soggettoDi(dati)], {
    codComune,
    fonte: 'CSV',
    momento: '2026-03-01T00:00:00.000Z',
    now: new Date(ADESSO),
  });

const stati = async (db: Database, ente: ReturnType<typeof nuovoEnte>) =>
  (await inbox(db, ente)).map((n) => [n.stato, n.motivo]);

perOgniDatabase((apri) => {
  it('a name of 1,000,000 letters parks its notification whole, says which field and how long, and holds back nobody', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const nome = 'A'.repeat(1_000_000);
    const lunga = immigrati(1, [residente(1, { cognome: nome })]);
    await salva(db, [notificaDi(ente, '1', lunga), notificaDi(ente, '2', immigrati(2, [residente(2)]))]);
    await faiLoop(db, ente);
    expect(await stati(db, ente)).toEqual([
      ['parked', 'VALORE_TROPPO_LUNGO'],
      ['applied', null],
    ]);
    const [ferma] = await inbox(db, ente);
    expect(ferma!.messaggio).toContain('cognome: 1000000 caratteri, al massimo 200');
    expect(ferma!.messaggio!.length).toBeLessThan(500);
    expect(Object.keys((await righe(db, ente)).anagrafe!)).toHaveLength(1);
  });

  it('values as long as the rule allows are applied, and changed, on every engine', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const dati = alLimite(1);
    await salva(db, [scheda(ente.codComune, dati), scheda(ente.codComune, residente(2, { famiglia: '9'.repeat(30) }))]);
    await faiLoop(db, ente);
    // The log of the offices holds both values of what changes.
    await salva(db, [notificaDi(ente, '7', nris('5008', 7, [residente(1, { civico: 5 })], '2026-05-01'))]);
    await faiLoop(db, ente);
    await salva(db, [notificaDi(ente, '8', nris('5008', 8, [dati], '2026-05-02'))]);
    await faiLoop(db, ente);
    expect(await stati(db, ente)).toEqual(Array(4).fill(['applied', null]));
  });

  it.each([
    ['cognome', (d: DatiSoggetto): DatiSoggetto => ({ ...d, generalita: { ...d.generalita, cognome: lungo(201) } })],
    ['statoCivile', (d: DatiSoggetto): DatiSoggetto => ({ ...d, statoCivile: '12345678901' })],
    [
      'sezione',
      (d: DatiSoggetto): DatiSoggetto => ({ ...d, liste: { elettore: 'S', generale: { sezione: lungo(201) } } }),
    ],
    [
      'indirizzo',
      (d: DatiSoggetto): DatiSoggetto => {
        const [r] = d.residenze!;
        return {
          ...d,
          residenze: [{ ...r!, indirizzo: { ...r!.indirizzo, interno: lungo(200), frazione: lungo(200) } }],
        };
      },
    ],
    [
      'cittadinanza',
      (d: DatiSoggetto): DatiSoggetto => ({
        ...d,
        cittadinanze: Array.from({ length: 51 }, (_, i) => ({ codiceStato: String(100 + i) })),
      }),
    ],
  ])('one character more of %s parks it', async (campo, allunga) => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, [scheda(ente.codComune, allunga(alLimite(1)))]);
    await faiLoop(db, ente);
    expect(await stati(db, ente)).toEqual([['parked', 'VALORE_TROPPO_LUNGO']]);
    expect((await inbox(db, ente))[0]!.messaggio).toContain(`${campo}: `);
  });
});

it('impossible dates are told, by element and without their value, and what is known of a birth is kept', () => {
  const prova = (xml: string) => {
    const l = leggi(apriContenuto(Buffer.from(xml), []).elemento, {
      tipoNotifica: 'NRIS',
      idNotificaANPR: '1',
      dataOraRichiesta: '',
    });
    return [l.note.filter((n) => n.regola === 'DATA_IMPOSSIBILE').map((n) => n.descrizione), l.fatti[0]!] as const;
  };
  const { xml } = nris('5008', 1, [residente(1)]);
  expect(prova(xml)[0]).toEqual([]);
  const [note, fatto] = prova(
    xml
      .replaceAll('<dataDecorrenza>2020-01-01', '<dataDecorrenza>2027-02-31')
      .replaceAll('<dataDecorrenzaResidenza>2020-01-01', '<dataDecorrenzaResidenza>0000-00-00'),
  );
  expect(note).toEqual([
    'Date che nel calendario non ci sono (residenza/dataDecorrenzaResidenza, legameSoggetto/dataDecorrenza): sono rimaste vuote, verificare in ANPR',
  ]);
  expect(JSON.stringify(fatto.dati)).not.toMatch(/0000-00|02-31/);
  const nascita = (scritta: string) => {
    const [dette, f] = prova(xml.replaceAll('<dataNascita>1980-01-01', `<dataNascita>${scritta}`));
    return [f.dati.generalita?.dataNascita, f.dati.generalita?.precisioneNascita, dette.length];
  };
  expect(nascita('1980-00-00')).toEqual(['1980-01-01', 'ANNO', 0]);
  expect(nascita('1980-05-00')).toEqual(['1980-05-01', 'MESE', 0]);
  for (const t of ['0000-00-00', '1980-02-31', '31/01/1980', '1980-13-00'])
    expect(nascita(t)).toEqual([undefined, undefined, 1]);
});
