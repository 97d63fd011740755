namespace Vennlink.Peers.Measurement;

/// <summary>What it took an engine to load the data.</summary>
/// <param name="Engine">Its name.</param>
/// <param name="Seconds">From the exported lists (Vennlink: from the text of the graph) to ready.</param>
/// <param name="IndexBytes">On disk, or in memory for engines that keep nothing on disk.</param>
/// <param name="PeakBytes">Largest resident memory of one of its processes meanwhile.</param>
/// <param name="Remarks">What else there is to say; Markdown.</param>
internal sealed record BuildFigures(string Engine, double Seconds, long IndexBytes, long PeakBytes, string Remarks);
