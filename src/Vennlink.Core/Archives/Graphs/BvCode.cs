namespace Vennlink.Archives.Graphs;

/// <summary>
/// The codes of numbers in a BVGraph that are read here; Golomb and nibble codes, which no known graph uses, are not.
/// </summary>
internal enum BvCode
{
    Unary,
    Gamma,
    Delta,
    Zeta,
}
