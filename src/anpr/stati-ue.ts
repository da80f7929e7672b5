/**
 * The member states of the European Union, by the ISTAT codes ANPR writes citizenships with: whose citizens may be on the
 * added lists (D.Lgs. 197/1996; D.L. 408/1994; modello-dati E.9).
 * Invariant: pure; a state that joins or leaves is one line here, and every installation that updates rebuilds its rows.
 */
import { voceDi } from './tabella.js';

/** First day of membership, and the first day without it; none while it lasts. */
interface Adesione {
  readonly dal: string;
  readonly al?: string;
}

/** Accessions by treaty; Italy is not among them, because its citizens vote on the general list. */
const ADESIONI: Readonly<Record<string, Adesione>> = {
  // Belgio, Francia, Germania, Lussemburgo, Paesi Bassi
  '206': { dal: '1958-01-01' },
  '215': { dal: '1958-01-01' },
  '216': { dal: '1958-01-01' },
  '226': { dal: '1958-01-01' },
  '232': { dal: '1958-01-01' },
  // Danimarca, Irlanda, Regno Unito (a member to the end of 31 January 2020)
  '212': { dal: '1973-01-01' },
  '221': { dal: '1973-01-01' },
  '219': { dal: '1973-01-01', al: '2020-02-01' },
  // Grecia
  '220': { dal: '1981-01-01' },
  // Portogallo, Spagna
  '234': { dal: '1986-01-01' },
  '239': { dal: '1986-01-01' },
  // Austria, Finlandia, Svezia
  '203': { dal: '1995-01-01' },
  '214': { dal: '1995-01-01' },
  '240': { dal: '1995-01-01' },
  // Cipro, Estonia, Lettonia, Lituania, Malta, Polonia, Repubblica Ceca, Slovacchia, Slovenia, Ungheria
  '315': { dal: '2004-05-01' },
  '247': { dal: '2004-05-01' },
  '248': { dal: '2004-05-01' },
  '249': { dal: '2004-05-01' },
  '227': { dal: '2004-05-01' },
  '233': { dal: '2004-05-01' },
  '257': { dal: '2004-05-01' },
  '255': { dal: '2004-05-01' },
  '251': { dal: '2004-05-01' },
  '244': { dal: '2004-05-01' },
  // Bulgaria, Romania
  '209': { dal: '2007-01-01' },
  '235': { dal: '2007-01-01' },
  // Croazia
  '250': { dal: '2013-07-01' },
};

/** True for another member state of the Union on that day (`YYYY-MM-DD`). */
export function statoUE(codiceStato: string, giorno: string): boolean {
  const adesione = voceDi(ADESIONI, codiceStato);
  return adesione !== undefined && adesione.dal <= giorno && (adesione.al === undefined || giorno < adesione.al);
}
