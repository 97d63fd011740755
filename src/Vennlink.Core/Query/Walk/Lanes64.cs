using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vennlink.Query.Walk;

/// <summary>One word at a time: the scalar twin of the vector widths, and the fallback where there are none.</summary>
internal readonly struct Lanes64 : ILanes<ulong>
{
    public static int WordCount => 1;

    public static ulong Zero => 0;

    public static ulong AllBitsSet => ulong.MaxValue;

    public static ulong Load(ref readonly ulong words, nuint wordOffset) =>
        Unsafe.Add(ref Unsafe.AsRef(in words), wordOffset);

    public static void Store(ulong value, ref ulong words, nuint wordOffset) =>
        Unsafe.Add(ref words, wordOffset) = value;

    public static ulong And(ulong left, ulong right) => left & right;

    public static ulong Or(ulong left, ulong right) => left | right;

    public static ulong Xor(ulong left, ulong right) => left ^ right;

    public static (ulong Low, ulong High) Add(ulong first, ulong second, ulong third)
    {
        ulong either = first ^ second;
        return (either ^ third, (first & second) | (either & third));
    }

    public static int PopulationCount(ulong value) => BitOperations.PopCount(value);
}
