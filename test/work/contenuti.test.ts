/** The contents of these tests say what the facts they were built from say: otherwise the laws would hold on nothing. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leggi } from '../../src/notifiche/index.js';
import { apriContenuto } from '../../src/soap/contenuto.js';
import { fatto } from '../arbitraries.js';
import { contenutoDi } from './contenuti.js';

it('reads back identifiers, sections, order and date of every random fact', () => {
  fc.assert(
    fc.property(fatto, (f) => {
      const { tipoNotifica, xml } = contenutoDi([f]);
      const { elemento } = apriContenuto(Buffer.from(xml), []);
      const busta = { tipoNotifica, idNotificaANPR: f.idNotificaANPR, dataOraRichiesta: f.momento ?? '' };
      const [letto] = leggi(elemento, busta).fatti;
      expect(letto?.tipo).toBe(f.tipo);
      expect(letto?.idOperazioneANPR).toBe(f.idOperazioneANPR);
      expect(letto?.momento).toBe(f.momento);
      expect(letto?.decorrenza).toBe(f.decorrenza);
      if (tipoNotifica !== 'NRIS') return;
      const { generalita, ...sezioni } = f.dati;
      expect(letto?.dati).toMatchObject(sezioni);
      if (generalita !== undefined) expect(letto?.dati.generalita).toMatchObject(generalita);
    }),
  );
});
