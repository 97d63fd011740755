namespace Vennlink.Peers.Measurement;

/// <summary>All times of one engine on one data set.</summary>
/// <param name="Engine">Its name.</param>
/// <param name="PeakBytes">Largest resident memory of one of its processes while it was asked.</param>
/// <param name="CellsLeftOut">Cells there was no time for.</param>
/// <param name="Remarks">What else there is to say; Markdown.</param>
/// <param name="Cells">The times.</param>
internal sealed record AskFigures(string Engine, long PeakBytes, int CellsLeftOut, string Remarks, CellFigures[] Cells);
