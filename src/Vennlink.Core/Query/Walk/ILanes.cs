namespace Vennlink.Query.Walk;

/// <summary>Bit operations on one register, so that the counters are written once for every width.</summary>
/// <typeparam name="TVector">The register: <c>Vector512</c>, <c>Vector256</c> or <c>Vector128</c> of
/// <see langword="ulong"/>, or <see langword="ulong"/> itself.</typeparam>
internal interface ILanes<TVector>
    where TVector : struct
{
    static abstract int WordCount { get; }

    static abstract TVector Zero { get; }

    static abstract TVector AllBitsSet { get; }

    static abstract TVector Load(ref readonly ulong words, nuint wordOffset);

    static abstract void Store(TVector value, ref ulong words, nuint wordOffset);

    static abstract TVector And(TVector left, TVector right);

    static abstract TVector Or(TVector left, TVector right);

    static abstract TVector Xor(TVector left, TVector right);

    /// <summary>Low bit of the sum of three bits, and its high bit: a full adder.</summary>
    static abstract (TVector Low, TVector High) Add(TVector first, TVector second, TVector third);

    static abstract int PopulationCount(TVector value);
}
