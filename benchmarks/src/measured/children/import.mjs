/** Imports huldra and ends. */
import 'huldra';
