using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vennlink.Query.Walk;

/// <summary>128 bits at a time.</summary>
internal readonly struct Lanes128 : ILanes<Vector128<ulong>>
{
    public static int WordCount => 2;

    public static Vector128<ulong> Zero => Vector128<ulong>.Zero;

    public static Vector128<ulong> AllBitsSet => Vector128<ulong>.AllBitsSet;

    public static Vector128<ulong> Load(ref readonly ulong words, nuint wordOffset) =>
        Vector128.LoadUnsafe(in words, wordOffset);

    public static void Store(Vector128<ulong> value, ref ulong words, nuint wordOffset) =>
        value.StoreUnsafe(ref words, wordOffset);

    public static Vector128<ulong> And(Vector128<ulong> left, Vector128<ulong> right) => left & right;

    public static Vector128<ulong> Or(Vector128<ulong> left, Vector128<ulong> right) => left | right;

    public static Vector128<ulong> Xor(Vector128<ulong> left, Vector128<ulong> right) => left ^ right;

    public static (Vector128<ulong> Low, Vector128<ulong> High) Add(
        Vector128<ulong> first, Vector128<ulong> second, Vector128<ulong> third)
    {
        Vector128<ulong> either = first ^ second;
        return (either ^ third, (first & second) | (either & third));
    }

    public static int PopulationCount(Vector128<ulong> value)
    {
        // By way of memory: the ports that vectors go through have enough to do.
        ref ulong words = ref Unsafe.As<Vector128<ulong>, ulong>(ref value);
        return BitOperations.PopCount(words) + BitOperations.PopCount(Unsafe.Add(ref words, 1));
    }
}
