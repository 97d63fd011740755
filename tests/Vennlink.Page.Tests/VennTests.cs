using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vennlink.Page.Tests;

/// <summary>The geometry of Venn diagrams, against areas that are counted point by point.</summary>
public sealed partial class VennTests
{
    private const int Steps = 400;

    private static readonly SiteModule Venn = SiteModule.Load("plot/venn.js");

    [Theory]
    [InlineData(5, 5, 3)]
    [InlineData(100, 3, 2)]
    [InlineData(10, 0, 4)]
    [InlineData(7, 9, 0)]
    [InlineData(0, 0, 12)]
    [InlineData(4, 0, 0)]
    public void Two_circles_have_the_area_of_each_set_and_of_what_they_share(int left, int right, int both)
    {
        int[] sizes = [0, left, right, both];
        JsonElement placed = Venn.Call("placeCircles", sizes);
        Circle[] circles = Circles(placed);
        Assert.InRange(placed.GetProperty("error").GetDouble(), 0, 1e-6);
        AssertNear([.. sizes], CountedAreas(circles), 0.01 * sizes.Sum());
    }

    [Fact]
    public void Areas_of_regions_are_those_that_counting_points_gives()
    {
        var random = new Random(20);
        for (int round = 0; round < 12; round++)
        {
            int count = 1 + (round % 3);
            Circle[] circles =
            [
                .. Enumerable.Range(0, count).Select(_ => new Circle(
                    random.NextDouble() * 3, random.NextDouble() * 3, 0.3 + (random.NextDouble() * 2)))
            ];
            double[] areas = [.. Venn.Call("regionAreas", (object)circles).EnumerateArray().Select(a => a.GetDouble())];
            AssertNear(CountedAreas(circles), areas, 0.005 * areas.Sum());
        }
    }

    // Of circles that were placed beforehand the sizes are those of a drawing that exists: it must be found again.
    [Fact]
    public void Three_circles_are_found_again_by_the_areas_of_their_regions()
    {
        var random = new Random(3);
        for (int round = 0; round < 4; round++)
        {
            Circle[] circles =
            [
                .. Enumerable.Range(0, 3).Select(_ => new Circle(
                    random.NextDouble() * 60, random.NextDouble() * 60, 25 + (random.NextDouble() * 30)))
            ];
            double[] sizes = [.. Venn.Call("regionAreas", (object)circles).EnumerateArray().Select(a => a.GetDouble())];
            JsonElement placed = Venn.Call("placeCircles", sizes);
            Assert.InRange(placed.GetProperty("error").GetDouble(), 0, 0.005);
            AssertNear(sizes, CountedAreas(Circles(placed)), 0.01 * sizes.Sum());
        }
    }

    [Fact]
    public void The_error_said_of_a_drawing_is_the_greatest_share_that_is_wrong()
    {
        int[] sizes = [0, 10, 20, 7, 15, 4, 9, 3];
        JsonElement placed = Venn.Call("placeCircles", sizes);
        Circle[] circles = Circles(placed);
        double[] areas = CountedAreas(circles);
        double wrong = Enumerable.Range(1, 7).Max(
            mask => Math.Abs((areas[mask] / areas.Sum()) - (sizes[mask] / (double)sizes.Sum())));
        Assert.Equal(wrong, placed.GetProperty("error").GetDouble(), 0.005);
        Assert.InRange(wrong, 0.01, 0.05);
    }

    [Fact]
    public void The_path_of_a_region_encloses_it_and_nothing_else()
    {
        Circle[] circles = [new(0, 0, 5), new(4, 1, 4), new(2, -4, 3)];
        Circle[] nested = [new(0, 0, 5), new(1, 0, 1)];
        foreach (Circle[] set in new[] { circles, nested })
        {
            double[] areas = CountedAreas(set);
            double[] drawn = [.. areas.Select((_, mask) =>
                mask == 0 ? 0 : PathArea(Venn.Text("regionPath", set, mask, 6)))];
            AssertNear(areas, drawn, 0.005 * areas.Sum());
        }
    }

    [Fact]
    public void A_label_stands_where_its_region_has_most_room()
    {
        Circle[] circles = [new(0, 0, 5), new(4, 1, 4), new(2, -4, 3)];
        for (int mask = 1; mask < 8; mask++)
        {
            JsonElement place = Venn.Call("labelPlace", circles, mask);
            double x = place.GetProperty("x").GetDouble(), y = place.GetProperty("y").GetDouble();
            Assert.Equal(mask, MaskAt(circles, x, y));
            double most = Grid(circles, 150).Where(p => MaskAt(circles, p.X, p.Y) == mask)
                .Max(p => circles.Min(c => Math.Abs(c.R - Math.Sqrt(Square(p.X - c.X) + Square(p.Y - c.Y)))));
            Assert.Equal(most, place.GetProperty("room").GetDouble(), 0.05);
        }
    }

    [Fact]
    public void Nothing_to_draw_is_drawn_as_nothing()
    {
        JsonElement placed = Venn.Call("placeCircles", (object)new int[8]);
        Assert.All(Circles(placed), circle => Assert.Equal(0, circle.R));
        Assert.Equal(0, placed.GetProperty("error").GetDouble());
    }

    private static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static Circle[] Circles(JsonElement placed) =>
    [
        .. placed.GetProperty("circles").EnumerateArray().Select(circle => new Circle(
            circle.GetProperty("x").GetDouble(), circle.GetProperty("y").GetDouble(),
            circle.GetProperty("r").GetDouble()))
    ];

    // Area of each region by its mask: the points of a fine grid that are in it.
    private static double[] CountedAreas(Circle[] circles)
    {
        double[] areas = new double[1 << circles.Length];
        double point = (Right(circles) - Left(circles)) * (Bottom(circles) - Top(circles)) / (Steps * Steps);
        foreach ((double x, double y) in Grid(circles, Steps))
        {
            areas[MaskAt(circles, x, y)] += point;
        }

        areas[0] = 0;
        return areas;
    }

    private static IEnumerable<(double X, double Y)> Grid(Circle[] circles, int steps)
    {
        (double left, double top) = (Left(circles), Top(circles));
        (double width, double height) = (Right(circles) - left, Bottom(circles) - top);
        for (int i = 0; i < steps; i++)
        {
            for (int j = 0; j < steps; j++)
            {
                yield return (left + ((i + 0.5) / steps * width), top + ((j + 0.5) / steps * height));
            }
        }
    }

    private static int MaskAt(Circle[] circles, double x, double y)
    {
        int mask = 0;
        for (int i = 0; i < circles.Length; i++)
        {
            mask |= Square(x - circles[i].X) + Square(y - circles[i].Y) < Square(circles[i].R) ? 1 << i : 0;
        }

        return mask;
    }

    private static double Left(Circle[] circles) => circles.Min(circle => circle.X - circle.R);

    private static double Right(Circle[] circles) => circles.Max(circle => circle.X + circle.R);

    private static double Top(Circle[] circles) => circles.Min(circle => circle.Y - circle.R);

    private static double Bottom(Circle[] circles) => circles.Max(circle => circle.Y + circle.R);

    private static double Square(double value) => value * value;

    // Signed areas of the loops of a path of moves and circular arcs, each arc as a hundred chords.
    private static double PathArea(string path)
    {
        double area = 0;
        (double X, double Y) at = default;
        foreach (Match step in Step().Matches(path))
        {
            double[] numbers = [.. step.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            (double X, double Y) to = (numbers[^2], numbers[^1]);
            if (step.Groups[1].Value == "A")
            {
                area += ArcArea(at, to, numbers[0], isLarge: numbers[3] != 0, isPositive: numbers[4] != 0);
            }

            at = to;
        }

        return area;
    }

    private static double ArcArea(
        (double X, double Y) from, (double X, double Y) to, double r, bool isLarge, bool isPositive)
    {
        Assert.False(isLarge);
        double dx = to.X - from.X, dy = to.Y - from.Y, chord = Math.Sqrt(Square(dx) + Square(dy));
        double height = Math.Sqrt(Math.Max(0, Square(r) - Square(chord / 2)));
        double side = isPositive ? 1 : -1;
        double x = ((from.X + to.X) / 2) - (side * height * dy / chord);
        double y = ((from.Y + to.Y) / 2) + (side * height * dx / chord);
        double angle = 2 * Math.Asin(Math.Min(1, chord / 2 / r)) * side;
        double start = Math.Atan2(from.Y - y, from.X - x);
        return Enumerable.Range(0, 100).Sum(i =>
        {
            double a = start + (angle * i / 100), b = start + (angle * (i + 1) / 100);
            (double ax, double ay) = (x + (r * Math.Cos(a)), y + (r * Math.Sin(a)));
            (double bx, double by) = (x + (r * Math.Cos(b)), y + (r * Math.Sin(b)));
            return ((ax * by) - (bx * ay)) / 2;
        });
    }

    [GeneratedRegex("([MA])([-0-9. ]+)")]
    private static partial Regex Step();

    private sealed record Circle(double X, double Y, double R);
}
