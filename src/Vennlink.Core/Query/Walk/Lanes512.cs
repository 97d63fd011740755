using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vennlink.Query.Walk;

/// <summary>512 bits at a time.</summary>
internal readonly struct Lanes512 : ILanes<Vector512<ulong>>
{
    public static int WordCount => 8;

    public static Vector512<ulong> Zero => Vector512<ulong>.Zero;

    public static Vector512<ulong> AllBitsSet => Vector512<ulong>.AllBitsSet;

    public static Vector512<ulong> Load(ref readonly ulong words, nuint wordOffset) =>
        Vector512.LoadUnsafe(in words, wordOffset);

    public static void Store(Vector512<ulong> value, ref ulong words, nuint wordOffset) =>
        value.StoreUnsafe(ref words, wordOffset);

    public static Vector512<ulong> And(Vector512<ulong> left, Vector512<ulong> right) => left & right;

    public static Vector512<ulong> Or(Vector512<ulong> left, Vector512<ulong> right) => left | right;

    public static Vector512<ulong> Xor(Vector512<ulong> left, Vector512<ulong> right) => left ^ right;

    public static (Vector512<ulong> Low, Vector512<ulong> High) Add(
        Vector512<ulong> first, Vector512<ulong> second, Vector512<ulong> third)
    {
        if (Avx512F.IsSupported)
        {
            // The truth tables of an odd number of three, and of at least two of them.
            return (Avx512F.TernaryLogic(first, second, third, 0x96), Avx512F.TernaryLogic(first, second, third, 0xE8));
        }

        Vector512<ulong> either = first ^ second;
        return (either ^ third, (first & second) | (either & third));
    }

    public static int PopulationCount(Vector512<ulong> value)
    {
        ref Vector256<ulong> halves = ref Unsafe.As<Vector512<ulong>, Vector256<ulong>>(ref value);
        return Lanes256.PopulationCount(halves) + Lanes256.PopulationCount(Unsafe.Add(ref halves, 1));
    }
}
