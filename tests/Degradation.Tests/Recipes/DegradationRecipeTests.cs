using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class DegradationRecipeTests
{
    public static TheoryData<string> Presets => [.. DegradationPipeline.PresetNames];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_preset_survives_its_recipe_with_identical_plans(string preset)
    {
        DegradationPipeline pipeline = DegradationPipeline.FromPreset(preset).WithSharedSize(multipleOf: 8);
        DegradationPipeline again = DegradationRecipe.Parse(DegradationRecipe.Format(pipeline));

        for (int seed = 0; seed < 300; seed++)
            Assert.Equal(
                pipeline.Sample(seed, new Size(320, 240)).ToJson(), again.Sample(seed, new Size(320, 240)).ToJson());
    }

    [Fact]
    public void A_file_without_end_is_refused_by_name()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There is no /dev/zero here.");
        Assert.Equal(
            "/dev/zero: longer than 1048576 characters, the limit of a recipe.",
            Assert.Throws<DegradationException>(() => DegradationRecipe.Load("/dev/zero")).Message);
    }

    [Fact]
    public void Absent_keys_have_the_defaults_of_the_records()
    {
        DegradationPipeline pipeline = DegradationRecipe.Parse("""
            { "$schema": "x", "effects": [ { "type": "jpeg" }, { "standardDeviation": 4, "type": "gaussianNoise" } ] }
            """);
        Assert.Equal([new JpegOptions(), new GaussianNoiseOptions { StandardDeviation = 4 }], pipeline.Effects);
    }

    [Fact]
    public void A_pair_means_whole_numbers_where_the_parameter_is_whole()
    {
        DegradationPipeline pipeline = DegradationRecipe.Parse("""
            { "effects": [
              { "type": "jpeg", "quality": [40, 90] },
              { "type": "jpeg", "quality": { "oneOf": [ [10, 20], 50 ] } },
              { "type": "gaussianBlur", "kernelSize": [7, 21], "spreadX": [1, 4] } ] }
            """);
        Assert.Equal(new JpegOptions { Quality = Distribution.Integers(40, 90) }, pipeline.Effects[0]);
        Assert.Contains("""{"integers":[10,20,1]}""", Compact(pipeline), StringComparison.Ordinal);
        Assert.Equal(
            new GaussianBlurOptions { KernelSize = Distribution.Integers(7, 21, 2), SpreadX = (1, 4) },
            pipeline.Effects[2]);
    }

    private static string Compact(DegradationPipeline pipeline) =>
        string.Concat(DegradationRecipe.Format(pipeline).Where(character => !char.IsWhiteSpace(character)));

    public static TheoryData<string, string> Bad => new()
    {
        {
            """{ "effects": [ { "type": "jpeg", "qualty": 3 } ] }""",
            "effects[0] has the key 'qualty'; expected quality."
        },
        { """{ "effects": [ { "type": "clip", "a": 3 } ] }""", "effects[0] has the key 'a'; expected none." },
        {
            """{ "effects": [ { "type": "oneOf", "choices": [ { "wait": 1 } ] } ] }""",
            "effects[0].choices[0] has the key 'wait'; expected weight, effects."
        },
        {
            """{ "effects": [ { "type": "jpeg" } ], "seed": 3 }""",
            "The recipe has the key 'seed'; expected effects, sizeMultiple, $schema."
        },
        {
            """{ "effects": [ { "type": "jpg" } ] }""",
            "effects[0] has the type 'jpg'; expected one of gaussianBlur, sincBlur, motionBlur, defocusBlur, sharpen, "
            + "downsample, resize, gaussianNoise,"
        },
        { """{ "effects": [ { } ] }""", "effects[0] has no type; expected one of gaussianBlur," },
        { """{ "sizeMultiple": 32 }""", "'effects'" },
        { """{ "effects": null }""", "'Effects'" },
        { """{ "effects": [ null ] }""", "effects[0] is null" },
        {
            """{ "effects": [ { "type": "jpeg", "quality": 101 } ] }""",
            "effects[0].quality is 101; expected whole numbers in [1, 100]."
        },
        {
            """{ "effects": [ { "type": "jpeg", "quality": [30.5, 95] } ] }""",
            "effects[0].quality is [30.5,95]; expected whole numbers in [1, 100]."
        },
        {
            """{ "effects": [ { "type": "jpeg", "quality": [30, 950] } ] }""",
            "effects[0].quality is {\"integers\":[30,950,1]}; expected whole numbers in [1, 100]."
        },
        {
            """{ "effects": [ { "type": "gaussianBlur", "kernelSize": [6, 20] } ] }""",
            "effects[0].kernelSize is {\"integers\":[6,20,2]}; expected odd numbers in [1, 127] px."
        },
        {
            """{ "effects": [ { "type": "gaussianBlur", "kernelSize": { "integers": [7, 21] } } ] }""",
            "effects[0].kernelSize is {\"integers\":[7,21,1]}; expected odd numbers in [1, 127] px."
        },
        {
            """{ "effects": [ { "type": "downsample", "scale": [0.5, 4] } ] }""",
            "effects[0].scale is [0.5,4]; expected numbers in [1, 64]."
        },
        { """{ "effects": [ { "type": "downsample", "scale": [4, 1] } ] }""", "effects[0].scale" },
        { """{ "effects": [ { "type": "downsample", "scale": { "uniform": [1, 4] } } ] }""", "effects[0].scale" },
        { """{ "effects": [ { "type": "downsample", "methods": [] } ] }""", "effects[0].methods is empty" },
        { """{ "effects": [ { "type": "downsample", "methods": ["cubic"] } ] }""", "effects[0].methods" },
        { """{ "effects": [ { "type": "downsample", "methods": [1] } ] }""", "effects[0].methods" },
        {
            """{ "effects": [ { "type": "chance", "probability": 1.5, "effects": [] } ] }""",
            "effects[0].probability is 1.5; expected numbers in [0, 1]."
        },
        {
            """{ "effects": [ { "type": "oneOf", "choices": [ { "weight": 1, """
            + """ "effects": [ { "type": "jpeg", "quality": 0 } ] } ] } ] }""",
            "effects[0].choices[0].effects[0].quality is 0"
        },
        {
            """{ "effects": [ { "type": "oneOf", "choices": [ { "weight": 0, "effects": [] } ] } ] }""",
            "effects[0].choices[0].weight is 0"
        },
        {
            """{ "effects": [ { "type": "shuffle", "groups": [ [ { "type": "jpeg" } ], """
            + """ [ { "type": "jpeg", "quality": 200 } ] ] } ] }""",
            "effects[0].groups[1][0].quality is 200"
        },
        {
            """{ "effects": [ { "type": "shuffle", "groups": [ [ { "type": "jpeg" } ] ], "keepOrder": [1] } ] }""",
            "effects[0].keepOrder is [1]"
        },
        { """{ "effects": [], "sizeMultiple": 0 }""", "sizeMultiple is 0" },
        { """{ "effects": [ """, "recipe" },
        { "null", "recipe is null" },
        { """{ "effects": [{ "type": "\ud800" }] }""", "recipe cannot be read" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_cannot_be_used_is_refused_by_its_key_path(string recipe, string expected)
    {
        DegradationException error = Assert.Throws<DegradationException>(() => DegradationRecipe.Parse(recipe));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_a_file_name_the_file()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Contains(
            path, Assert.Throws<DegradationException>(() => DegradationRecipe.Load(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_recipe_of_the_documentation_works()
    {
        string page = File.ReadAllText(Repository.Path("docs", "guides", "degradation.md"));
        int start = page.IndexOf("```json", StringComparison.Ordinal) + 7;
        DegradationPipeline pipeline = DegradationRecipe.Parse(
            page[start..page.IndexOf("```", start, StringComparison.Ordinal)]);
        Assert.Equal(4, pipeline.Effects.Count);
        Assert.Equal(32, pipeline.SizeMultiple);
    }

    [Fact]
    public void The_published_schema_is_that_of_the_records() =>
        Assert.Equal(DegradationRecipe.Schema, File.ReadAllText(SchemaPath).TrimEnd());

    /// <summary>
    /// Run after changing an option record: <c>dotnet run --project tests/Degradation.Tests -- -explicit only</c>.
    /// </summary>
    [Fact(Explicit = true)]
    public void Write_the_schema() => File.WriteAllText(SchemaPath, DegradationRecipe.Schema + "\n");

    private static string SchemaPath => Repository.Path("docs", "degradation-recipe.schema.json");
}
