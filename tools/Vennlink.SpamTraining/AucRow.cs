namespace Vennlink.SpamTraining;

/// <summary>
/// A line of the table of AUCs: on all sites, on those under comparable top-level domains, on those under <c>com</c>.
/// </summary>
internal readonly record struct AucRow(string Name, double All, double Comparable, double Com);
