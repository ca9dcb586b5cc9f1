using DetectionSdk.Evaluation;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>An annotation of Pascal VOC.</summary>
internal sealed class VocTarget : FuzzTarget
{
    public override string Name => "voc";

    public override int InputsPerRound => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Text(
            """
            <annotation><folder>x</folder><filename>a.png</filename>
            <size><width>16</width><height>12</height><depth>3</depth></size>
            <object><name>bus</name><difficult>0</difficult><truncated>1</truncated>
            <bndbox><xmin>2</xmin><ymin>3</ymin><xmax>9</xmax><ymax>8.5</ymax></bndbox></object></annotation>
            """),
    ];

    public override IReadOnlyList<string> Words { get; } =
    [
        "<", ">", "</", "/>", "&", "&lt;", "&#0;", "<a>", "<object>", "</object>", "<bndbox>", "<![CDATA[", "]]>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<?xml version='1.0' encoding='utf-16'?>", "<!--", "-->", " x='1'"
    ];

    public override void Read(byte[] input)
    {
        Folder.Write("Annotations/a.xml", input);
        if (!File.Exists(Folder.File("JPEGImages/a.png")))
        {
            Folder.Write("JPEGImages/a.png", Pictures.Png);
            Folder.Write("ImageSets/Main/val.txt", Text("a\n"));
        }
        _ = AnnotatedDataSet.Load(Folder.Path, "val");
    }
}
