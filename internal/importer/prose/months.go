package prose

import "strings"

// monthNames lists the names of the months in the languages of the shipped themes, in the forms that
// dates use, with common abbreviations.
var monthNames = [12]string{
	"january jan januar jänner janvier janv enero ene gennaio gen januari styczeń stycznia styczen sty janeiro січень січня يناير",
	"february feb februar februar février fevrier févr fevr febrero febbraio febr februari luty lutego lut fevereiro fev лютий лютого فبراير",
	"march mar märz maerz mrz mars marzo maart mrt marzec marca março marco березень березня مارس",
	"april apr avril avr abril abr aprile kwiecień kwietnia kwiecien kwi квітень квітня أبريل ابريل",
	"may mai mayo maggio mag mei maj maja maio травень травня مايو",
	"june jun juni juin junio giugno giu czerwiec czerwca cze junho червень червня يونيو",
	"july jul juli juillet juil julio luglio lug lipiec lipca lip julho липень липня يوليو",
	"august aug août aout agosto ago augustus sierpień sierpnia sierpien sie серпень серпня أغسطس اغسطس",
	"september sep sept septembre septiembre set settembre wrzesień września wrzesien wrzesnia wrz setembro вересень вересня سبتمبر",
	"october oct oktober okt octobre octubre ottobre ott październik października pazdziernik pazdziernika paź outubro out жовтень жовтня أكتوبر اكتوبر",
	"november nov novembre noviembre novembre listopad listopada lis novembro листопад листопада نوفمبر",
	"december dec dezember dez décembre decembre déc diciembre dic dicembre grudzień grudnia grudzien gru dezembro грудень грудня ديسمبر",
}

var months = func() map[string]int {
	m := map[string]int{}
	for i, names := range monthNames {
		for _, name := range strings.Fields(names) {
			m[name] = i + 1
		}
	}
	return m
}()
