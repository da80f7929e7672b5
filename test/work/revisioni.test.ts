/** The life of a proposal: given to a round, brought into it, decided once, recorded; what is refused changes nothing. */
import { describe, expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { azioni } from '../../src/store/audit.js';
import type { Database } from '../../src/store/database.js';
import {
  aggiungiRevisione,
  calendarioRevisioni,
  chiudiRevisione,
  confermaRevisioni,
  type DiEnte,
  generaRevisioni,
  iniziaRevisione,
  RichiestaRifiutata,
  togliRevisione,
} from '../../src/work/revisioni.js';
import { decidiProposte } from '../../src/work/revisioni-decisioni.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, salva } from './banco.js';
import type { Contenuto } from './contenuti.js';
import { immigrati, n01, nris, residente } from './persone.js';

let contatore = 0;
async function arriva(db: Database, ente: Contesto, ...contenuti: readonly Contenuto[]): Promise<void> {
  await salva(
    db,
    contenuti.map((c) => notificaDi(ente, `r${contatore++}`, c)),
  );
  await applicaInbox(db, ente, [1]);
}

const chi = ({ codComune }: Contesto): DiEnte => ({ codComune, attore: 'ufficio.elettorale', now: new Date(ADESSO) });

interface Vista {
  readonly id: number;
  readonly tipo: string;
  readonly stato: string;
  readonly revisione: string | null;
  readonly entro_il: string | null;
}

const viste = (db: Database, { codComune }: Contesto): Promise<Vista[]> =>
  db.transaction((tx) =>
    tx.query<Vista>(
      `SELECT id, tipo, stato, revisione, entro_il FROM v_elettorale_variazioni WHERE cod_comune = ? ORDER BY id`,
      [codComune],
    ),
  );
const inBreve = (v: Vista): string => `${v.tipo} ${v.stato} ${v.revisione ?? '-'}`;

/** 2 immigrants and the calendar of 2026 and 2027 confirmed (the day is 15 June 2026). */
async function conProposte(db: Database, ente: Contesto): Promise<number[]> {
  await generaRevisioni(db, 2026, chi(ente));
  await generaRevisioni(db, 2027, chi(ente));
  const { revisioni } = await calendarioRevisioni(db, ente.codComune);
  await confermaRevisioni(
    db,
    revisioni.map((r) => r.codice),
    chi(ente),
  );
  await arriva(db, ente, immigrati(1, [residente(1), residente(2)], '2026-06-01'));
  return (await viste(db, ente)).map((v) => v.id);
}

perOgniDatabase((apri) => {
  describe('a proposal', () => {
    it('waits without a round until the office confirms one, and is given to it then', async () => {
      const db = await apri();
      const ente = nuovoEnte();
      await arriva(db, ente, immigrati(1, [residente(1)], '2026-06-01'));
      expect((await viste(db, ente)).map(inBreve)).toEqual(['ISCRIZIONE PROPOSTA -']);
      await generaRevisioni(db, 2026, chi(ente));
      expect((await calendarioRevisioni(db, ente.codComune)).senzaRevisione).toBe(1);
      expect(await confermaRevisioni(db, ['DIN-2026-07-II'], chi(ente))).toBe(1);
      expect(await viste(db, ente)).toMatchObject([{ revisione: 'DIN-2026-07-II', entro_il: '2026-07-31' }]);
    });

    it('is given to its round when it is recorded, and to an extraordinary one that comes before it', async () => {
      const db = await apri();
      const ente = nuovoEnte();
      await conProposte(db, ente);
      expect((await viste(db, ente)).map(inBreve)).toEqual(Array(2).fill('ISCRIZIONE PROPOSTA DIN-2026-07-II'));
      const lista = { elettore: 'S', generale: { codiceIstat: '999001', sezione: '4' } };
      await arriva(db, ente, nris('5010', 2, [{ ...residente(3), liste: lista }], '2026-06-02'));
      await arriva(db, ente, n01('N010', 3, residente(3), '2026-06-03'));
      expect((await viste(db, ente)).at(-1)).toMatchObject({ tipo: 'CANCELLAZIONE', revisione: 'DIN-2026-07-I' });
      const str = { codice: 'STR-2026-06-I', tipo: 'STRAORDINARIA', tornata: 'I' } as const;
      await aggiungiRevisione(db, { ...str, dal: '2026-06-01', entroIl: '2026-06-30' }, chi(ente));
      await confermaRevisioni(db, ['STR-2026-06-I'], chi(ente));
      expect((await viste(db, ente)).at(-1)).toMatchObject({ revisione: 'STR-2026-06-I', entro_il: '2026-06-30' });
    });

    it('is approved or refused once; worked twice it is refused and nothing moves', async () => {
      const db = await apri();
      const ente = nuovoEnte();
      const [a, b] = (await conProposte(db, ente)) as [number, number];
      await expect(decidiProposte(db, { ids: [a], esito: 'APPROVATA' }, chi(ente))).rejects.toThrow('è proposta');
      expect(await iniziaRevisione(db, 'DIN-2026-07-II', chi(ente))).toBe(2);
      await expect(iniziaRevisione(db, 'DIN-2026-07-II', chi(ente))).rejects.toThrow('è in corso: è già cominciata');
      await decidiProposte(db, { ids: [a], esito: 'APPROVATA' }, chi(ente));
      const ancora = decidiProposte(db, { ids: [b, a], esito: 'RESPINTA', motivo: 'senza titolo' }, chi(ente));
      await expect(ancora).rejects.toEqual(new RichiestaRifiutata([`${a}: è approvata, non in revisione`]));
      expect((await viste(db, ente)).map((v) => v.stato)).toEqual(['APPROVATA', 'IN_REVISIONE']);
      await expect(decidiProposte(db, { ids: [b], esito: 'RESPINTA' }, chi(ente))).rejects.toThrow('serve il motivo');
      await decidiProposte(db, { ids: [b], esito: 'RESPINTA', motivo: 'senza titolo' }, chi(ente));
      expect((await viste(db, ente)).map((v) => v.stato)).toEqual(['APPROVATA', 'RESPINTA']);
    });

    it('is not refused while a later one of the same field stays', async () => {
      const db = await apri();
      const ente = nuovoEnte();
      await generaRevisioni(db, 2026, chi(ente));
      await confermaRevisioni(db, ['DIN-2026-07-II'], chi(ente));
      const lista = { elettore: 'S', generale: { codiceIstat: '999001', sezione: '4' } };
      await arriva(db, ente, immigrati(1, [residente(1)]), nris('5010', 2, [{ ...residente(1), liste: lista }]));
      const cognome = (id: number, nuovo: string) =>
        nris('5008', id, [{ ...residente(1, { cognome: nuovo }), residenze: [] }]);
      await arriva(db, ente, cognome(3, 'ROSSI'), cognome(4, 'BIANCHI'));
      await iniziaRevisione(db, 'DIN-2026-07-II', chi(ente));
      const [a, b] = (await viste(db, ente)).filter((v) => v.tipo === 'CAMBIO_GENERALITA').map((v) => v.id) as [
        number,
        number,
      ];
      const respingi = (...ids: number[]) =>
        decidiProposte(db, { ids, esito: 'RESPINTA', motivo: 'errore' }, chi(ente));
      await expect(respingi(a)).rejects.toThrow(`${a}: è seguita dalla ${b}`);
      expect(await respingi(a, b)).toBe(2);
    });

    it('waits for the next round while a procedimento may undo it, unless the office wants it', async () => {
      const db = await apri();
      const ente = nuovoEnte();
      await conProposte(db, ente);
      const apriProcedimento =
        "UPDATE anagrafe SET procedimento_dal = '2026-06-02' WHERE cod_comune = ? AND soggetto = ?";
      await db.transaction((tx) => tx.execute(apriProcedimento, [ente.codComune, 'S:100001']));
      expect(await iniziaRevisione(db, 'DIN-2026-07-II', chi(ente))).toBe(1);
      await chiudiRevisione(db, { codice: 'DIN-2026-07-II', approvaTutte: true }, chi(ente));
      expect((await viste(db, ente)).map((v) => v.stato)).toEqual(['PROPOSTA', 'APPROVATA']);
      const altro = nuovoEnte();
      await conProposte(db, altro);
      await db.transaction((tx) => tx.execute(apriProcedimento, [altro.codComune, 'S:100001']));
      expect(await iniziaRevisione(db, 'DIN-2026-07-II', { ...chi(altro), ancheProvvisorie: true })).toBe(2);
    });

    it('of another ente cannot be decided', async () => {
      const db = await apri();
      const [ente, altro] = [nuovoEnte(), nuovoEnte()];
      const ids = await conProposte(db, ente);
      await iniziaRevisione(db, 'DIN-2026-07-II', chi(ente));
      await expect(decidiProposte(db, { ids, esito: 'APPROVATA' }, chi(altro))).rejects.toThrow('di questo ente');
      expect((await viste(db, ente)).map((v) => v.stato)).toEqual(['IN_REVISIONE', 'IN_REVISIONE']);
    });

    it('is closed with its round by the official position, and the round can close', async () => {
      const db = await apri();
      const ente = nuovoEnte();
      await conProposte(db, ente);
      await iniziaRevisione(db, 'DIN-2026-07-II', chi(ente));
      const lista = { elettore: 'S', generale: { codiceIstat: '999001', sezione: '4' } };
      const ufficiali = [1, 2].map((n) => ({ ...residente(n), liste: lista }));
      await arriva(db, ente, nris('5010', 2, ufficiali, '2026-06-10'));
      const stati = (await viste(db, ente)).filter((v) => v.revisione !== null).map(inBreve);
      expect(stati).toEqual(Array(2).fill('ISCRIZIONE APPROVATA DIN-2026-07-II'));
      const chiusura = { codice: 'DIN-2026-07-II', approvaTutte: false };
      expect(await chiudiRevisione(db, chiusura, chi(ente))).toBe(0);
    });
  });

  describe('a round', () => {
    it('does not close over undecided proposals, closes once, and leaves late ones to the next', async () => {
      const db = await apri();
      const ente = nuovoEnte();
      await conProposte(db, ente);
      await iniziaRevisione(db, 'DIN-2026-07-II', chi(ente));
      await arriva(db, ente, immigrati(5, [residente(5)], '2026-06-05'));
      expect((await viste(db, ente)).at(-1)).toMatchObject({ stato: 'PROPOSTA', revisione: null });
      const codice = 'DIN-2026-07-II';
      const chiudi = (approvaTutte: boolean) => chiudiRevisione(db, { codice, approvaTutte }, chi(ente));
      await expect(chiudi(false)).rejects.toThrow('proposte ancora da decidere: 2');
      expect(await chiudi(true)).toBe(2);
      await expect(chiudi(true)).rejects.toThrow('è chiusa: non si riapre');
      expect((await viste(db, ente)).map((v) => v.stato)).toEqual(['APPROVATA', 'APPROVATA', 'PROPOSTA']);
    });

    it('is refused when it overlaps, is confirmed only as a draft, and leaves only before it has begun', async () => {
      const db = await apri();
      const ente = nuovoEnte();
      await generaRevisioni(db, 2026, chi(ente));
      expect(await generaRevisioni(db, 2026, chi(ente))).toEqual([]);
      const doppia = {
        codice: 'DIN-BIS',
        tipo: 'DINAMICA',
        tornata: 'I',
        dal: '2026-07-01',
        entroIl: '2026-07-05',
      } as const;
      await expect(aggiungiRevisione(db, doppia, chi(ente))).rejects.toThrow('si sovrappongono');
      await confermaRevisioni(db, ['SEM-2026-04'], chi(ente));
      await expect(confermaRevisioni(db, ['SEM-2026-04', 'XXX'], chi(ente))).rejects.toEqual(
        new RichiestaRifiutata([
          'SEM-2026-04: è già confermata',
          'XXX: non è nel calendario («allinea revisioni calendario»)',
        ]),
      );
      await confermaRevisioni(db, ['DIN-2026-01-I'], chi(ente));
      await iniziaRevisione(db, 'DIN-2026-01-I', chi(ente));
      await expect(togliRevisione(db, 'DIN-2026-01-I', chi(ente))).rejects.toThrow('è in corso, non si toglie più');
      await expect(generaRevisioni(db, 12026, chi(ente))).rejects.toThrow('attese quattro cifre');
      await togliRevisione(db, 'SEM-2026-10', chi(ente));
      expect((await calendarioRevisioni(db, ente.codComune)).revisioni).toHaveLength(5);
    });

    it('confirmed with a wrong date is taken away and entered again, and its proposals follow', async () => {
      const db = await apri();
      const ente = nuovoEnte();
      await conProposte(db, ente);
      expect((await viste(db, ente)).map((v) => v.revisione)).toEqual(['DIN-2026-07-II', 'DIN-2026-07-II']);
      expect(await togliRevisione(db, 'DIN-2026-07-II', chi(ente))).toBe(2);
      expect((await viste(db, ente)).map((v) => v.revisione)).toEqual([null, null]);
      const altra = { tipo: 'DINAMICA', tornata: 'II', dal: '2026-02-01', entroIl: '2026-08-03' } as const;
      await aggiungiRevisione(db, { ...altra, codice: 'DIN-2026-07-II' }, chi(ente)).catch((e: unknown) =>
        expect(String(e)).toContain('DIN-2027-01-II'),
      );
      await aggiungiRevisione(db, { ...altra, entroIl: '2026-07-30', codice: 'DIN-2026-07-II' }, chi(ente));
      expect(await confermaRevisioni(db, ['DIN-2026-07-II'], chi(ente))).toBe(2);
      expect((await viste(db, ente)).map((v) => v.entro_il)).toEqual(['2026-07-30', '2026-07-30']);
    });

    it('leaves in the audit who generated, confirmed, began, decided and why, and closed', async () => {
      const db = await apri();
      const ente = nuovoEnte();
      const [a] = (await conProposte(db, ente)) as [number];
      await iniziaRevisione(db, 'DIN-2026-07-II', chi(ente));
      await decidiProposte(db, { ids: [a], esito: 'RESPINTA', motivo: 'mai residente' }, chi(ente));
      await chiudiRevisione(db, { codice: 'DIN-2026-07-II', approvaTutte: true }, chi(ente));
      const fatte = (await db.transaction((tx) => azioni(tx, { limit: 50 }))).filter((f) =>
        f.oggetto.includes(ente.codComune),
      );
      expect(fatte.map((f) => f.azione).reverse()).toEqual([
        'revisioni-aggiungi',
        'revisioni-aggiungi',
        'revisioni-conferma',
        'revisioni-inizia',
        'revisioni-respingi',
        'revisioni-chiudi',
      ]);
      expect(fatte[1]).toMatchObject({ attore: 'ufficio.elettorale', motivo: 'mai residente' });
    });
  });
});
