using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vennlink.Query.Walk;

/// <summary>256 bits at a time.</summary>
internal readonly struct Lanes256 : ILanes<Vector256<ulong>>
{
    public static int WordCount => 4;

    public static Vector256<ulong> Zero => Vector256<ulong>.Zero;

    public static Vector256<ulong> AllBitsSet => Vector256<ulong>.AllBitsSet;

    public static Vector256<ulong> Load(ref readonly ulong words, nuint wordOffset) =>
        Vector256.LoadUnsafe(in words, wordOffset);

    public static void Store(Vector256<ulong> value, ref ulong words, nuint wordOffset) =>
        value.StoreUnsafe(ref words, wordOffset);

    public static Vector256<ulong> And(Vector256<ulong> left, Vector256<ulong> right) => left & right;

    public static Vector256<ulong> Or(Vector256<ulong> left, Vector256<ulong> right) => left | right;

    public static Vector256<ulong> Xor(Vector256<ulong> left, Vector256<ulong> right) => left ^ right;

    public static (Vector256<ulong> Low, Vector256<ulong> High) Add(
        Vector256<ulong> first, Vector256<ulong> second, Vector256<ulong> third)
    {
        Vector256<ulong> either = first ^ second;
        return (either ^ third, (first & second) | (either & third));
    }

    public static int PopulationCount(Vector256<ulong> value)
    {
        ref Vector128<ulong> halves = ref Unsafe.As<Vector256<ulong>, Vector128<ulong>>(ref value);
        return Lanes128.PopulationCount(halves) + Lanes128.PopulationCount(Unsafe.Add(ref halves, 1));
    }
}
