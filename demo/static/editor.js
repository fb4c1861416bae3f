function m(i,e={},...t){let n=document.createElement(i);for(let[r,o]of Object.entries(e))typeof o=="function"?n.addEventListener(r.slice(2),o):o===!0?n.setAttribute(r,""):o!==!1&&o!==void 0&&n.setAttribute(r,String(o));return n.append(...t),n}function D(i,e){i.textContent!==e&&(i.textContent=e)}function M(i,e,t){t===void 0?i.removeAttribute(e):i.getAttribute(e)!==t&&i.setAttribute(e,t)}var Vs=0;function ht(){return`scenegen-${++Vs}`}function ui(i,e,t){let[n,r]=t?[i,e]:[e,i],o=r.contains(document.activeElement);n.hidden=!1,r.hidden=!0,o&&n.focus()}var pt=class{constructor(e){this.editor=e;let{strings:t}=e,n=m("div",{class:"demonstration","aria-hidden":"true"},m("i",{class:"drawn"}),m("i",{class:"arrow"}));this.element=m("div",{class:"hint"},n,m("strong",{},t.hint),m("span",{},t.hintMore))}editor;element;update(){let{scene:e,tool:t}=this.editor;this.element.hidden=e.layers.length>0||t==="colours"}};var Us=Math.PI/180;function js(){return typeof window<"u"&&({}.toString.call(window)==="[object Window]"||{}.toString.call(window)==="[object global]")}var ge=typeof global<"u"?global:typeof window<"u"?window:typeof WorkerGlobalScope<"u"?self:{},C={_global:ge,version:"10.9.1",isBrowser:js(),isUnminified:/param/.test(function(i){}.toString()),dblClickWindow:400,getAngle(i){return C.angleDeg?i*Us:i},enableTrace:!1,pointerEventsEnabled:!0,autoDrawEnabled:!0,hitOnDragEnabled:!1,capturePointerEventsEnabled:!1,_renderBackend:"web",legacyTextRendering:!1,pixelRatio:typeof window<"u"&&window.devicePixelRatio||1,dragDistance:3,angleDeg:!0,showWarnings:!0,dragButtons:[0,1],isDragging(){return C.DD.isDragging},isTransforming(){var i,e;return(e=(i=C.Transformer)===null||i===void 0?void 0:i.isTransforming())!==null&&e!==void 0?e:!1},isDragReady(){return!!C.DD.node},releaseCanvasOnDestroy:!0,document:ge.document,_injectGlobal(i){typeof ge.Konva<"u"&&console.error("Several Konva instances detected. It is not recommended to use multiple Konva instances in the same environment."),ge.Konva=i}},kn=new Set,K=(i,e=!1)=>{C[i.prototype.getClassName()]=i,e&&kn.add(i)};C._injectGlobal(C);var Ks=`Konva.js unsupported environment.

Looks like you are trying to use Konva.js in Node.js environment (or in a Web Worker), because "document" object is undefined.

To use Konva.js in Node.js environment, you need to use the "canvas-backend" or "skia-backend" module.

bash: npm install canvas
js: import "konva/canvas-backend";

or

bash: npm install skia-canvas
js: import "konva/skia-backend";
`,fi=()=>{if(typeof document>"u")throw new Error(Ks)},H=class i{constructor(e){this.dirty=!1,this.m=e?e.slice():[1,0,0,1,0,0]}reset(){this.m[0]=1,this.m[1]=0,this.m[2]=0,this.m[3]=1,this.m[4]=0,this.m[5]=0}copy(){return new i(this.m)}copyInto(e){e.m[0]=this.m[0],e.m[1]=this.m[1],e.m[2]=this.m[2],e.m[3]=this.m[3],e.m[4]=this.m[4],e.m[5]=this.m[5]}point(e){let t=this.m;return{x:t[0]*e.x+t[2]*e.y+t[4],y:t[1]*e.x+t[3]*e.y+t[5]}}_getTransformedRect(e){let[t,n,r,o,s,a]=this.m,l=e.x,c=e.y,h=e.x+e.width,d=e.y+e.height,p=[t*l+r*c+s,t*h+r*c+s,t*h+r*d+s,t*l+r*d+s],u=[n*l+o*c+a,n*h+o*c+a,n*h+o*d+a,n*l+o*d+a],f=Math.min(p[0],p[1],p[2],p[3]),v=Math.min(u[0],u[1],u[2],u[3]);return{x:f,y:v,width:Math.max(p[0],p[1],p[2],p[3])-f,height:Math.max(u[0],u[1],u[2],u[3])-v}}translate(e,t){return this.m[4]+=this.m[0]*e+this.m[2]*t,this.m[5]+=this.m[1]*e+this.m[3]*t,this}scale(e,t){return this.m[0]*=e,this.m[1]*=e,this.m[2]*=t,this.m[3]*=t,this}rotate(e){let t=Math.cos(e),n=Math.sin(e),r=this.m[0]*t+this.m[2]*n,o=this.m[1]*t+this.m[3]*n,s=this.m[0]*-n+this.m[2]*t,a=this.m[1]*-n+this.m[3]*t;return this.m[0]=r,this.m[1]=o,this.m[2]=s,this.m[3]=a,this}getTranslation(){return{x:this.m[4],y:this.m[5]}}skew(e,t){let n=this.m[0]+this.m[2]*t,r=this.m[1]+this.m[3]*t,o=this.m[2]+this.m[0]*e,s=this.m[3]+this.m[1]*e;return this.m[0]=n,this.m[1]=r,this.m[2]=o,this.m[3]=s,this}multiply(e){let t=this.m[0]*e.m[0]+this.m[2]*e.m[1],n=this.m[1]*e.m[0]+this.m[3]*e.m[1],r=this.m[0]*e.m[2]+this.m[2]*e.m[3],o=this.m[1]*e.m[2]+this.m[3]*e.m[3],s=this.m[0]*e.m[4]+this.m[2]*e.m[5]+this.m[4],a=this.m[1]*e.m[4]+this.m[3]*e.m[5]+this.m[5];return this.m[0]=t,this.m[1]=n,this.m[2]=r,this.m[3]=o,this.m[4]=s,this.m[5]=a,this}isInvertible(){return this.m[0]*this.m[3]-this.m[1]*this.m[2]!==0}invert(){let e=1/(this.m[0]*this.m[3]-this.m[1]*this.m[2]),t=this.m[3]*e,n=-this.m[1]*e,r=-this.m[2]*e,o=this.m[0]*e,s=e*(this.m[2]*this.m[5]-this.m[3]*this.m[4]),a=e*(this.m[1]*this.m[4]-this.m[0]*this.m[5]);return this.m[0]=t,this.m[1]=n,this.m[2]=r,this.m[3]=o,this.m[4]=s,this.m[5]=a,this}getMatrix(){return this.m}decompose(){let e=this.m[0],t=this.m[1],n=this.m[2],r=this.m[3],o=this.m[4],s=this.m[5],a=e*r-t*n,l={x:o,y:s,rotation:0,scaleX:0,scaleY:0,skewX:0,skewY:0};if(e!=0||t!=0){let c=Math.sqrt(e*e+t*t);l.rotation=t>0?Math.acos(e/c):-Math.acos(e/c),l.scaleX=c,l.scaleY=a/c,l.skewX=a&&(e*n+t*r)/a,l.skewY=0}else if(n!=0||r!=0){let c=Math.sqrt(n*n+r*r);l.rotation=Math.PI/2-(r>0?Math.acos(-n/c):-Math.acos(n/c)),l.scaleX=a/c,l.scaleY=c,l.skewX=0,l.skewY=a&&(e*n+t*r)/a}return l.rotation=g._getRotation(l.rotation),l}},Ws="[object Array]",Xs="[object Number]",Ys="[object String]",qs="[object Boolean]",$s=Math.PI/180,yi=180/Math.PI,Cn="#",Js="",Qs="0",Zs="Konva warning: ",gi="Konva error: ",ea={aliceblue:[240,248,255],antiquewhite:[250,235,215],aqua:[0,255,255],aquamarine:[127,255,212],azure:[240,255,255],beige:[245,245,220],bisque:[255,228,196],black:[0,0,0],blanchedalmond:[255,235,205],blue:[0,0,255],blueviolet:[138,43,226],brown:[165,42,42],burlywood:[222,184,135],cadetblue:[95,158,160],chartreuse:[127,255,0],chocolate:[210,105,30],coral:[255,127,80],cornflowerblue:[100,149,237],cornsilk:[255,248,220],crimson:[220,20,60],cyan:[0,255,255],darkblue:[0,0,139],darkcyan:[0,139,139],darkgoldenrod:[184,134,11],darkgray:[169,169,169],darkgreen:[0,100,0],darkgrey:[169,169,169],darkkhaki:[189,183,107],darkmagenta:[139,0,139],darkolivegreen:[85,107,47],darkorange:[255,140,0],darkorchid:[153,50,204],darkred:[139,0,0],darksalmon:[233,150,122],darkseagreen:[143,188,143],darkslateblue:[72,61,139],darkslategray:[47,79,79],darkslategrey:[47,79,79],darkturquoise:[0,206,209],darkviolet:[148,0,211],deeppink:[255,20,147],deepskyblue:[0,191,255],dimgray:[105,105,105],dimgrey:[105,105,105],dodgerblue:[30,144,255],firebrick:[178,34,34],floralwhite:[255,250,240],forestgreen:[34,139,34],fuchsia:[255,0,255],gainsboro:[220,220,220],ghostwhite:[248,248,255],gold:[255,215,0],goldenrod:[218,165,32],gray:[128,128,128],green:[0,128,0],greenyellow:[173,255,47],grey:[128,128,128],honeydew:[240,255,240],hotpink:[255,105,180],indianred:[205,92,92],indigo:[75,0,130],ivory:[255,255,240],khaki:[240,230,140],lavender:[230,230,250],lavenderblush:[255,240,245],lawngreen:[124,252,0],lemonchiffon:[255,250,205],lightblue:[173,216,230],lightcoral:[240,128,128],lightcyan:[224,255,255],lightgoldenrodyellow:[250,250,210],lightgray:[211,211,211],lightgreen:[144,238,144],lightgrey:[211,211,211],lightpink:[255,182,193],lightsalmon:[255,160,122],lightseagreen:[32,178,170],lightskyblue:[135,206,250],lightslategray:[119,136,153],lightslategrey:[119,136,153],lightsteelblue:[176,196,222],lightyellow:[255,255,224],lime:[0,255,0],limegreen:[50,205,50],linen:[250,240,230],magenta:[255,0,255],maroon:[128,0,0],mediumaquamarine:[102,205,170],mediumblue:[0,0,205],mediumorchid:[186,85,211],mediumpurple:[147,112,219],mediumseagreen:[60,179,113],mediumslateblue:[123,104,238],mediumspringgreen:[0,250,154],mediumturquoise:[72,209,204],mediumvioletred:[199,21,133],midnightblue:[25,25,112],mintcream:[245,255,250],mistyrose:[255,228,225],moccasin:[255,228,181],navajowhite:[255,222,173],navy:[0,0,128],oldlace:[253,245,230],olive:[128,128,0],olivedrab:[107,142,35],orange:[255,165,0],orangered:[255,69,0],orchid:[218,112,214],palegoldenrod:[238,232,170],palegreen:[152,251,152],paleturquoise:[175,238,238],palevioletred:[219,112,147],papayawhip:[255,239,213],peachpuff:[255,218,185],peru:[205,133,63],pink:[255,192,203],plum:[221,160,221],powderblue:[176,224,230],purple:[128,0,128],rebeccapurple:[102,51,153],red:[255,0,0],rosybrown:[188,143,143],royalblue:[65,105,225],saddlebrown:[139,69,19],salmon:[250,128,114],sandybrown:[244,164,96],seagreen:[46,139,87],seashell:[255,245,238],sienna:[160,82,45],silver:[192,192,192],skyblue:[135,206,235],slateblue:[106,90,205],slategray:[112,128,144],slategrey:[112,128,144],snow:[255,250,250],springgreen:[0,255,127],steelblue:[70,130,180],tan:[210,180,140],teal:[0,128,128],thistle:[216,191,216],transparent:[0,0,0,0],tomato:[255,99,71],turquoise:[64,224,208],violet:[238,130,238],wheat:[245,222,179],white:[255,255,255],whitesmoke:[245,245,245],yellow:[255,255,0],yellowgreen:[154,205,50]},We=null,ta=typeof window<"u"?window:{},Pn=new WeakMap,na=(i,e)=>{typeof i.requestAnimationFrame=="function"?i.requestAnimationFrame(e):typeof requestAnimationFrame<"u"?requestAnimationFrame(e):setTimeout(e,16)},mi=new Map,ft=Object.getPrototypeOf(Int8Array),vi=i=>{let e=i.trim();return e.indexOf(",")===-1?e.split(/\s*\/\s*|\s+/):e.split(/\s*,\s*/)},bi="[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?",ia=new RegExp(`^(${bi})(%?)$`,"i"),me=(i,e)=>{let t=ia.exec(i);if(!t)return NaN;let n=t[2]?Number(t[1])/100*e:Number(t[1]);return Math.min(Math.max(n,0),e)},ut=/^#[0-9a-f]+$/i,ra=new RegExp(`^(${bi})(deg|grad|rad|turn)?$`,"i"),oa={deg:1,grad:.9,rad:yi,turn:360};function Xe(i,e){return Math.min(Math.max(i||0,0),e)}var g={_isElement(i){return!!(i&&i.nodeType==1)},_isFunction(i){return!!(i&&i.constructor&&i.call&&i.apply)},_isPlainObject(i){return!!i&&i.constructor===Object},_isArray(i){return Object.prototype.toString.call(i)===Ws},_isNumber(i){return Object.prototype.toString.call(i)===Xs&&!isNaN(i)&&isFinite(i)},_isString(i){return Object.prototype.toString.call(i)===Ys},_isBoolean(i){return Object.prototype.toString.call(i)===qs},isObject(i){return i instanceof Object},isValidSelector(i){if(typeof i!="string")return!1;let e=i[0];return e==="#"||e==="."||e===e.toUpperCase()},_sign(i){return i===0||i>0?1:-1},requestAnimFrame(i,e){let t=e&&!e.closed&&e||ta,n=Pn.get(t);n||(n=[],Pn.set(t,n),na(t,function(){Pn.delete(t),n.forEach(function(r){r()})})),n.push(i)},createCanvasElement(){fi();let i=document.createElement("canvas");try{i.style=i.style||{}}catch{}return i},createImageElement(){return fi(),document.createElement("img")},_urlToImage(i,e,t){let n=g.createImageElement();n.onload=function(){e(n)},n.onerror=r=>{t?.(r instanceof Error?r:new Error("Unable to load image."))},n.src=i},_rgbToHex(i,e,t){return((1<<24)+(i<<16)+(e<<8)+t).toString(16).slice(1)},_hexToRgb(i){i=i.replace(Cn,Js);let e=parseInt(i,16);return{r:e>>16&255,g:e>>8&255,b:e&255}},getRandomColor(){let i=(Math.random()*16777215<<0).toString(16);for(;i.length<6;)i=Qs+i;return Cn+i},isCanvasFarblingActive(){if(We!==null)return We;if(typeof document>"u")return We=!1,!1;let i=this.createCanvasElement();i.width=10,i.height=10;let e=i.getContext("2d",{willReadFrequently:!0});e.clearRect(0,0,10,10),e.fillStyle="#282828",e.fillRect(0,0,10,10);let t=e.getImageData(0,0,10,10).data,n=!1;for(let r=0;r<100;r++)if(t[r*4]!==40||t[r*4+1]!==40||t[r*4+2]!==40||t[r*4+3]!==255){n=!0;break}return We=n,this.releaseCanvas(i),We},getHitColor(){let i=()=>Math.random()*256|0;return this.getHitColorKey(i(),i(),i())},getHitColorKey(i,e,t){let n=this.isCanvasFarblingActive()?5:3,r=o=>Math.round(o/n)*n;return Cn+this._rgbToHex(r(i),r(e),r(t))},getSnappedHexColor(i){let{r:e,g:t,b:n}=this._hexToRgb(i);return this.getHitColorKey(e,t,n)},getRGB(i){var e;let{r:t=0,g:n=0,b:r=0}=(e=g.colorToRGBA(i))!==null&&e!==void 0?e:{};return{r:t,g:n,b:r}},colorToRGBA(i){i=(i||"").trim()||"black";let e=g._namedColorToRBA(i)||g._hex3ColorToRGBA(i)||g._hex4ColorToRGBA(i)||g._hex6ColorToRGBA(i)||g._hex8ColorToRGBA(i)||g._rgbColorToRGBA(i)||g._hslColorToRGBA(i);if(e&&[e.r,e.g,e.b,e.a].every(g._isNumber))return e},_namedColorToRBA(i){let e=ea[i.toLowerCase()];return e?{r:e[0],g:e[1],b:e[2],a:e.length>3?e[3]:1}:null},_rgbColorToRGBA(i){let e=/^rgba?\(([^)]*)\)$/i.exec(i);if(!e)return;let t=vi(e[1]);if(!(t.length<3||t.length>4))return{r:me(t[0],255),g:me(t[1],255),b:me(t[2],255),a:t.length>3?me(t[3],1):1}},_hex8ColorToRGBA(i){if(i.length===9&&ut.test(i))return{r:parseInt(i.slice(1,3),16),g:parseInt(i.slice(3,5),16),b:parseInt(i.slice(5,7),16),a:parseInt(i.slice(7,9),16)/255}},_hex6ColorToRGBA(i){if(i.length===7&&ut.test(i))return{r:parseInt(i.slice(1,3),16),g:parseInt(i.slice(3,5),16),b:parseInt(i.slice(5,7),16),a:1}},_hex4ColorToRGBA(i){if(i.length===5&&ut.test(i))return{r:parseInt(i[1]+i[1],16),g:parseInt(i[2]+i[2],16),b:parseInt(i[3]+i[3],16),a:parseInt(i[4]+i[4],16)/255}},_hex3ColorToRGBA(i){if(i.length===4&&ut.test(i))return{r:parseInt(i[1]+i[1],16),g:parseInt(i[2]+i[2],16),b:parseInt(i[3]+i[3],16),a:1}},_hslColorToRGBA(i){let e=/^hsla?\(([^)]*)\)$/i.exec(i);if(!e)return;let t=vi(e[1]);if(t.length<3||t.length>4)return;let n=ra.exec(t[0]);if(!n)return;let r=n[2],o=Number(n[1])*(r?oa[r.toLowerCase()]:1);if(!isFinite(o))return;let s=(o%360+360)%360/360,a=me(t[1],100)/100,l=me(t[2],100)/100,c=t.length>3?me(t[3],1):1,h=l<.5?l*(1+a):l+a-l*a,d=2*l-h,p=[0,0,0];for(let u=0;u<3;u++){let f=s+.3333333333333333*-(u-1);f<0&&f++,f>1&&f--;let v;6*f<1?v=d+(h-d)*6*f:2*f<1?v=h:3*f<2?v=d+(h-d)*(2/3-f)*6:v=d,p[u]=v*255}return{r:Math.round(p[0]),g:Math.round(p[1]),b:Math.round(p[2]),a:c}},_getPointsRect(i){let e=1/0,t=1/0,n=-1/0,r=-1/0;for(let o=0;o<i.length;o+=2){let s=i[o],a=i[o+1];isNaN(s)||(e=Math.min(e,s),n=Math.max(n,s)),isNaN(a)||(t=Math.min(t,a),r=Math.max(r,a))}return isFinite(e+t)?{x:e,y:t,width:n-e,height:r-t}:{x:0,y:0,width:0,height:0}},haveIntersection(i,e){return!(e.x>i.x+i.width||e.x+e.width<i.x||e.y>i.y+i.height||e.y+e.height<i.y)},cloneObject(i){let e={};for(let t in i)e[t]=g._cloneValue(i[t]);return e},_cloneValue(i){return g._isArray(i)?i.some(e=>typeof e=="object")?i.map(g._cloneValue):i.slice():g._isPlainObject(i)?g.cloneObject(i):i instanceof ft?i.slice():i},cloneArray(i){return i.slice(0)},degToRad(i){return i*$s},radToDeg(i){return i*yi},_getRotation(i){return C.angleDeg?g.radToDeg(i):i},_capitalize(i){let e=mi.get(i);if(e!==void 0)return e;let t=i.charAt(0).toUpperCase()+i.slice(1);return mi.set(i,t),t},throw(i){throw new Error(gi+i)},error(i){console.error(gi+i)},warn(i){C.showWarnings&&console.warn(Zs+i)},_batchEvents(i,e){if(!i)return e();let t=!1,n=!0;try{i(()=>{if(t||!n){g.warn("eventBatchFunc must call its argument exactly once, synchronously.");return}t=!0,e()})}finally{n=!1,t||g.warn("eventBatchFunc must call its argument synchronously.")}},each(i,e){for(let t in i)e(t,i[t])},_inRange(i,e,t){return e<=i&&i<t},_getProjectionToSegment(i,e,t,n,r,o){let s,a,l,c=(i-t)*(i-t)+(e-n)*(e-n);if(c==0)s=i,a=e,l=(r-t)*(r-t)+(o-n)*(o-n);else{let h=((r-i)*(t-i)+(o-e)*(n-e))/c;h<0?(s=i,a=e,l=(i-r)*(i-r)+(e-o)*(e-o)):h>1?(s=t,a=n,l=(t-r)*(t-r)+(n-o)*(n-o)):(s=i+h*(t-i),a=e+h*(n-e),l=(s-r)*(s-r)+(a-o)*(a-o))}return[s,a,l]},_getProjectionToLine(i,e,t){let n=g.cloneObject(i),r=Number.MAX_VALUE;return e.forEach(function(o,s){if(!t&&s===e.length-1)return;let a=e[(s+1)%e.length],l=g._getProjectionToSegment(o.x,o.y,a.x,a.y,i.x,i.y),c=l[0],h=l[1],d=l[2];d<r&&(n.x=c,n.y=h,r=d)}),n},_prepareArrayForTween(i,e,t){let n=[],r=[];if(i.length>e.length){let s=e;e=i,i=s}for(let s=0;s<i.length;s+=2)n.push({x:i[s],y:i[s+1]});for(let s=0;s<e.length;s+=2)r.push({x:e[s],y:e[s+1]});let o=[];return r.forEach(function(s){let a=g._getProjectionToLine(s,n,t);o.push(a.x),o.push(a.y)}),o},_prepareToStringify(i,e=new Set){let t=g._isArray(i)?[]:{};e.add(i);for(let n of Object.keys(i)){let r=i[n];g._isElement(r)||e.has(r)||(t[n]=g._isPlainObject(r)||g._isArray(r)?g._prepareToStringify(r,e):r)}return e.delete(i),t},_assign(i,e){for(let t in e)i[t]=e[t];return i},_getEventType(i){return i.indexOf("pointer")>=0?"pointer":i.indexOf("touch")>=0?"touch":"mouse"},_getFirstPointerId(i){var e;return i.touches?i.changedTouches[0].identifier:(e=i.pointerId)!==null&&e!==void 0?e:999},releaseCanvas(...i){C.releaseCanvasOnDestroy&&i.forEach(e=>{e.width=0,e.height=0})},_cornerRadii(i,e,t){let n=Math.min(e,t)/2;if(typeof i=="number"){let r=Xe(i,n);return[r,r,r,r]}return[Xe(i[0],n),Xe(i[1],n),Xe(i[2],n),Xe(i[3],n)]},drawRoundedRectPath(i,e,t,n){let r=e<0?e:0,o=t<0?t:0;e=Math.abs(e),t=Math.abs(t);let[s,a,l,c]=g._cornerRadii(n,e,t);i.moveTo(r+s,o),i.lineTo(r+e-a,o),i.arc(r+e-a,o+a,a,Math.PI*3/2,0,!1),i.lineTo(r+e,o+t-l),i.arc(r+e-l,o+t-l,l,0,Math.PI/2,!1),i.lineTo(r+c,o+t),i.arc(r+c,o+t-c,c,Math.PI/2,Math.PI,!1),i.lineTo(r,o+s),i.arc(r+s,o+s,s,Math.PI,Math.PI*3/2,!1)},drawRoundedPolygonPath(i,e,t,n,r){n=Math.abs(n);for(let o=0;o<t;o++){let s=e[(o-1+t)%t],a=e[o],l=e[(o+1)%t],c={x:a.x-s.x,y:a.y-s.y},h={x:l.x-a.x,y:l.y-a.y},d=Math.hypot(c.x,c.y),p=Math.hypot(h.x,h.y),u;typeof r=="number"?u=r:u=o<r.length?r[o]:0,u=Math.max(u,0),u=n*Math.cos(Math.PI/t)*Math.min(1,u/n*2);let v={x:c.x/d,y:c.y/d},y={x:h.x/p,y:h.y/p},w={x:a.x-v.x*u,y:a.y-v.y*u},S={x:a.x+y.x*u,y:a.y+y.y*u};o===0?i.moveTo(w.x,w.y):i.lineTo(w.x,w.y),i.arcTo(a.x,a.y,S.x,S.y,u)}}};function sa(i){let e=[],t=i.length,n=g;for(let r=0;r<t;r++){let o=i[r];n._isNumber(o)?o=Math.round(o*1e3)/1e3:n._isString(o)||(o=o+""),e.push(o)}return e}var aa=",",la="(",ca=")",da=";",ha="()",pa="=",wi=["arc","arcTo","beginPath","bezierCurveTo","clearRect","clip","closePath","createLinearGradient","createPattern","createRadialGradient","drawImage","ellipse","fill","fillText","getImageData","createImageData","lineTo","moveTo","putImageData","quadraticCurveTo","rect","roundRect","restore","rotate","save","scale","setLineDash","setTransform","stroke","strokeText","transform","translate"],ua=["fillStyle","strokeStyle","shadowColor","shadowBlur","shadowOffsetX","shadowOffsetY","letterSpacing","lineCap","lineDashOffset","lineJoin","lineWidth","miterLimit","direction","font","textAlign","textBaseline","globalAlpha","globalCompositeOperation","imageSmoothingEnabled","imageSmoothingQuality","filter"],fa=100,Ye=null;function xi(){if(Ye!==null)return Ye;try{let i=g.createCanvasElement(),e=i.getContext("2d");Ye=!!e&&"filter"in e,g.releaseCanvas(i)}catch{Ye=!1}return Ye}var ve=class{constructor(e){this.canvas=e,C.enableTrace&&(this.traceArr=[],this._enableTrace())}fillShape(e){e.fillEnabled()&&this._fill(e)}_fill(e){}strokeShape(e){e.hasStroke()&&this._stroke(e)}_stroke(e){}fillStrokeShape(e){e.attrs.fillAfterStrokeEnabled?(this.strokeShape(e),this.fillShape(e)):(this.fillShape(e),this.strokeShape(e))}getTrace(e,t){let n=this.traceArr,r=n.length,o="",s,a,l,c;for(s=0;s<r;s++)a=n[s],l=a.method,l?(c=a.args,o+=l,e?o+=ha:(t&&(c=c.map(h=>typeof h=="number"?Math.floor(h):h)),o+=la+c.join(aa)+ca)):(o+=a.property,e||(o+=pa+a.val)),o+=da;return o}clearTrace(){this.traceArr=[]}_trace(e){let t=this.traceArr,n;t.push(e),n=t.length,n>=fa&&t.shift()}reset(){let e=this.getCanvas().getPixelRatio();this.setTransform(1*e,0,0,1*e,0,0)}getCanvas(){return this.canvas}clear(e){let t=this.getCanvas();e?this.clearRect(e.x||0,e.y||0,e.width||0,e.height||0):this.clearRect(0,0,t.getWidth()/t.pixelRatio,t.getHeight()/t.pixelRatio)}_drawDeviceBuffer(e){let{x:t,y:n,width:r,height:o}=e._isolationRect;this.setTransform(1,0,0,1,0,0),this.imageSmoothingEnabled=!1,this.drawImage(e._canvas,0,0,r,o,t,n,r,o)}_applyLineCap(e){let t=e.attrs.lineCap;t&&this.setAttr("lineCap",t)}_getOpacity(e){if(!this._opacityRoot)return e.getAbsoluteOpacity();let t=e.opacity(),n=e.parent;for(;n&&n!==this._opacityRoot;)t*=n.opacity(),n=n.parent;return t}_applyOpacity(e){let t=this._getOpacity(e);t!==1&&this.setAttr("globalAlpha",t)}_applyLineJoin(e){let t=e.attrs.lineJoin;t&&this.setAttr("lineJoin",t)}_applyMiterLimit(e){let t=e.attrs.miterLimit;t!=null&&this.setAttr("miterLimit",t)}setAttr(e,t){this._context[e]=t}arc(e,t,n,r,o,s){this._context.arc(e,t,n,r,o,s)}arcTo(e,t,n,r,o){this._context.arcTo(e,t,n,r,o)}beginPath(){this._context.beginPath()}bezierCurveTo(e,t,n,r,o,s){this._context.bezierCurveTo(e,t,n,r,o,s)}clearRect(e,t,n,r){this._context.clearRect(e,t,n,r)}clip(...e){this._context.clip.apply(this._context,e)}closePath(){this._context.closePath()}createImageData(e,t){let n=arguments;if(n.length===2)return this._context.createImageData(e,t);if(n.length===1)return this._context.createImageData(e)}createLinearGradient(e,t,n,r){return this._context.createLinearGradient(e,t,n,r)}createPattern(e,t){return this._context.createPattern(e,t)}createRadialGradient(e,t,n,r,o,s){return this._context.createRadialGradient(e,t,n,r,o,s)}drawImage(e,t,n,r,o,s,a,l,c){let h=arguments,d=this._context;h.length===3?d.drawImage(e,t,n):h.length===5?d.drawImage(e,t,n,r,o):h.length===9&&d.drawImage(e,t,n,r,o,s,a,l,c)}ellipse(e,t,n,r,o,s,a,l){this._context.ellipse(e,t,n,r,o,s,a,l)}isPointInPath(e,t,n,r){return n?this._context.isPointInPath(n,e,t,r):this._context.isPointInPath(e,t,r)}fill(...e){this._context.fill.apply(this._context,e)}fillRect(e,t,n,r){this._context.fillRect(e,t,n,r)}strokeRect(e,t,n,r){this._context.strokeRect(e,t,n,r)}fillText(e,t,n,r){r?this._context.fillText(e,t,n,r):this._context.fillText(e,t,n)}measureText(e){return this._context.measureText(e)}getImageData(e,t,n,r){return this._context.getImageData(e,t,n,r)}lineTo(e,t){this._context.lineTo(e,t)}moveTo(e,t){this._context.moveTo(e,t)}rect(e,t,n,r){this._context.rect(e,t,n,r)}roundRect(e,t,n,r,o){this._context.roundRect(e,t,n,r,o)}putImageData(e,t,n){this._context.putImageData(e,t,n)}quadraticCurveTo(e,t,n,r){this._context.quadraticCurveTo(e,t,n,r)}restore(){this._context.restore()}rotate(e){this._context.rotate(e)}save(){this._context.save()}scale(e,t){this._context.scale(e,t)}setLineDash(e){this._context.setLineDash(e)}getLineDash(){return this._context.getLineDash()}setTransform(e,t,n,r,o,s){this._context.setTransform(e,t,n,r,o,s)}stroke(e){e?this._context.stroke(e):this._context.stroke()}strokeText(e,t,n,r){this._context.strokeText(e,t,n,r)}transform(e,t,n,r,o,s){this._context.transform(e,t,n,r,o,s)}translate(e,t){this._context.translate(e,t)}_enableTrace(){let e=this,t=wi.length,n=this.setAttr,r,o,s=function(a){let l=e[a],c;e[a]=function(){return o=sa(Array.prototype.slice.call(arguments,0)),c=l.apply(e,arguments),e._trace({method:a,args:o}),c}};for(r=0;r<t;r++)s(wi[r]);e.setAttr=function(){n.apply(e,arguments);let a=arguments[0],l=arguments[1];(a==="shadowOffsetX"||a==="shadowOffsetY"||a==="shadowBlur")&&(l=l/this.canvas.getPixelRatio()),e._trace({property:a,val:l})}}_applyGlobalCompositeOperation(e){let t=e.attrs.globalCompositeOperation;!t||t==="source-over"||this.setAttr("globalCompositeOperation",t)}};ua.forEach(function(i){Object.defineProperty(ve.prototype,i,{get(){return this._context[i]},set(e){this._context[i]=e}})});var gt=class extends ve{constructor(e,{willReadFrequently:t=!1}={}){super(e),this._context=e._canvas.getContext("2d",{willReadFrequently:t})}_getFillPattern(e){let t=this._context;return"patternQuality"in t&&(t.patternQuality=t.imageSmoothingEnabled?"good":"nearest"),e._getFillPattern()}_getFillStyle(e){let t=e.fill(),n=e.fillPriority();if(t&&n==="color")return t;let r=e.fillPatternImage();if(r&&n==="pattern")return this._getFillPattern(e);let o=e.fillLinearGradientColorStops();if(o&&n==="linear-gradient")return e._getLinearGradient();let s=e.fillRadialGradientColorStops();if(s&&n==="radial-gradient")return e._getRadialGradient();if(t)return t;if(r)return this._getFillPattern(e);if(o)return e._getLinearGradient();if(s)return e._getRadialGradient()}_fill(e){let t=this._getFillStyle(e);t!==void 0&&(this.setAttr("fillStyle",t),e._fillFunc(this))}_strokeLinearGradient(e){let t=e._toStyleSpace(e.getStrokeLinearGradientStartPoint()),n=e._toStyleSpace(e.getStrokeLinearGradientEndPoint());if(!e.getStrokeScaleEnabled()){let{a:s,b:a,c:l,d:c,e:h,f:d}=this._context.getTransform(),p=new H([s,a,l,c,h,d]),u=this.canvas.getPixelRatio(),f=n.x-t.x,v=n.y-t.y,y=c*f-a*v,w=s*v-l*f,S=y*y+w*w,k=S?(f*f+v*v)*(s*c-a*l)/S:0;t=p.point(t),n={x:t.x+y*k,y:t.y+w*k},t={x:t.x/u,y:t.y/u},n={x:n.x/u,y:n.y/u}}let r=e.getStrokeLinearGradientColorStops(),o=this.createLinearGradient(t.x,t.y,n.x,n.y);if(r){for(let s=0;s<r.length;s+=2)o.addColorStop(r[s],r[s+1]);this.setAttr("strokeStyle",o)}}_applyStrokeStyle(e){e.strokeLinearGradientColorStops()?this._strokeLinearGradient(e):this.setAttr("strokeStyle",e.stroke())}_applyDecorationStyle(e){if(e.hasFill())this.strokeStyle=this._getFillStyle(e);else if(e.hasStroke())this._applyStrokeStyle(e);else return!1;return!0}_stroke(e){let t=e.dash(),n=e.getStrokeScaleEnabled();n||this.save(),this._applyLineCap(e),t&&e.dashEnabled()&&(this.setLineDash(t),this.setAttr("lineDashOffset",e.dashOffset())),this.setAttr("lineWidth",e.strokeWidth());let r=this.shadowColor,o=e.getShadowForStrokeEnabled();if(o||this.setAttr("shadowColor","rgba(0,0,0,0)"),this._applyStrokeStyle(e),!n){let s=this.getCanvas().getPixelRatio();this.setTransform(s,0,0,s,0,0)}try{e._strokeFunc(this)}finally{o||this.setAttr("shadowColor",r),n||this.restore()}}_applyShadow(e){var t;let n=(t=e.getShadowRGBA())!==null&&t!==void 0?t:"black",r=e.getShadowBlur(),o=e.getShadowOffset(),s=e.getAbsoluteScale(),a=this.canvas.getPixelRatio(),l=s.x*a,c=s.y*a;this.setAttr("shadowColor",n),this.setAttr("shadowBlur",r*Math.min(Math.abs(l),Math.abs(c))),this.setAttr("shadowOffsetX",o.x*l),this.setAttr("shadowOffsetY",o.y*c)}},mt=class extends ve{constructor(e){super(e),this._context=e._canvas.getContext("2d",{willReadFrequently:!0})}_fill(e){this.save(),this.setAttr("fillStyle",e.colorKey),e._fillFuncHit(this),this.restore()}strokeShape(e){e.hasHitStroke()&&this._stroke(e)}_stroke(e){let t=e.getStrokeScaleEnabled();if(!t){this.save();let o=this.getCanvas().getPixelRatio();this.setTransform(o,0,0,o,0,0)}this._applyLineCap(e);let n=e.hitStrokeWidth(),r=n==="auto"?e.strokeWidth():n;this.setAttr("lineWidth",r),this.setAttr("strokeStyle",e.colorKey),e._strokeFuncHit(this),t||this.restore()}};var Ee=class{constructor(e){this.pixelRatio=1,this.width=0,this.height=0,this._logicalWidth=0,this._logicalHeight=0,this.isCache=!1;let n=(e||{}).pixelRatio||C.pixelRatio||C._global.devicePixelRatio||1;this.pixelRatio=n,this._canvas=g.createCanvasElement(),this._canvas.style.padding="0",this._canvas.style.margin="0",this._canvas.style.border="0",this._canvas.style.background="transparent",this._canvas.style.position="absolute",this._canvas.style.top="0",this._canvas.style.left="0"}getContext(){return this.context}getPixelRatio(){return this.pixelRatio}setPixelRatio(e){this.pixelRatio=e,this.setSize(this._logicalWidth,this._logicalHeight)}setWidth(e){this.setSize(e,this._logicalHeight)}setHeight(e){this.setSize(this._logicalWidth,e)}getWidth(){return this.width}getHeight(){return this.height}_bitmapSize(e){return Math.floor((e||0)*this.pixelRatio)}setSize(e,t){(!isFinite(e??0)||!isFinite(t??0))&&(g.error(`Canvas size must be finite numbers, got ${e}x${t}. The canvas is left empty.`),e=t=0),e=e||0,t=t||0;let n=this.pixelRatio,r=this.getContext()._context,o=r.imageSmoothingEnabled;this._logicalWidth=e,this._logicalHeight=t,this.width=this._canvas.width=this._bitmapSize(e),this.height=this._canvas.height=this._bitmapSize(t),this._canvas.style.width=e+"px",this._canvas.style.height=t+"px",r.scale(n,n),r.imageSmoothingEnabled=o}setSizeIfChanged(e,t){(this.width!==this._bitmapSize(e)||this.height!==this._bitmapSize(t))&&this.setSize(e,t)}toDataURL(e,t){try{return this._canvas.toDataURL(e,t)}catch{try{return this._canvas.toDataURL()}catch(r){throw g.error("Unable to get data URL. "+r.message+" For more info read https://konvajs.org/docs/posts/Tainted_Canvas.html."),r}}}},$=class i extends Ee{_prepareIsolationCanvas(e){let{a:t,b:n,c:r,d:o,e:s,f:a}=this.getContext()._context.getTransform(),l=this._isolationRect||this,c=0,h=0,d=l.width,p=l.height;if(e){let w=new H([t,n,r,o,s,a])._getTransformedRect(e);c=Math.max(0,Math.floor(w.x)-1),h=Math.max(0,Math.floor(w.y)-1),d=Math.min(d,Math.ceil(w.x+w.width)+1)-c,p=Math.min(p,Math.ceil(w.y+w.height)+1)-h}d>0&&p>0||(c=h=0,d=p=1);let u=this._isolationCanvas||(this._isolationCanvas=new i({width:0,height:0,pixelRatio:this.pixelRatio}));if(u.width<d||u.height<p){let w=this.pixelRatio,S=(k,R,F)=>Math.min(F,Math.ceil((R<k?Math.max(k,R*1.5):R)/w));u.setSize(S(d,u.width,this._logicalWidth),S(p,u.height,this._logicalHeight))}u._isolationRect={x:c,y:h,width:d,height:p};let f=u._isolationPeak;f.width=Math.max(f.width,d),f.height=Math.max(f.height,p);let v=u.getContext();v.setTransform(1,0,0,1,0,0),v.clearRect(0,0,d,p),v.setTransform(t,n,r,o,s-c,a-h);let y=this.getContext();return v.imageSmoothingEnabled=y.imageSmoothingEnabled,v.imageSmoothingQuality=y.imageSmoothingQuality,v.direction=y.direction,u}_trimIsolationCanvas(){let e=this._isolationCanvas;if(!e)return;let t=e._isolationPeak,n=e.width*e.height>4*t.width*t.height;e._isolationLowFrames=n?e._isolationLowFrames+1:0,e._isolationLowFrames>=10?this._releaseIsolationCanvas():(t.width=t.height=0,e._trimIsolationCanvas())}_releaseIsolationCanvas(){let e=this._isolationCanvas;e&&(e._releaseIsolationCanvas(),g.releaseCanvas(e._canvas),this._isolationCanvas=void 0)}setSize(e,t){this._releaseIsolationCanvas(),super.setSize(e,t)}constructor(e={width:0,height:0,willReadFrequently:!1}){super(e),this._isolationPeak={width:0,height:0},this._isolationLowFrames=0,this.context=new gt(this,{willReadFrequently:e.willReadFrequently}),this.setSize(e.width,e.height)}},ie=class extends Ee{constructor(e={width:0,height:0}){super(e),this.hitCanvas=!0,this.context=new mt(this),this.context.imageSmoothingEnabled=!1,this.setSize(e.width,e.height)}};var P={get isDragging(){let i=!1;return P._dragElements.forEach(e=>{e.dragStatus==="dragging"&&(i=!0)}),i},get node(){let i;for(let e of P._dragElements.values()){if(e.dragStatus==="dragging")return e.node;i=e.node}return i},_dragElements:new Map,_listenToWindow(i){let e=r=>P._endDragBefore(r,i),t=r=>P._batchEvents(()=>P._drag(r,i),i),n=r=>P._batchEvents(()=>P._endDragAfter(r));i.addEventListener("mouseup",e,!0),i.addEventListener("touchend",e,!0),i.addEventListener("touchcancel",e,!0),i.addEventListener("mousemove",t),i.addEventListener("touchmove",t),i.addEventListener("mouseup",n,!1),i.addEventListener("touchend",n,!1),i.addEventListener("touchcancel",n,!1)},_batchEvents(i,e){if(!P._dragElements.size)return;let t=new Set;for(let{node:r}of P._dragElements.values()){let o=r.getStage();if(!o||e&&o._getOwnerWindow()!==e)continue;let s=o.eventBatchFunc();s&&t.add(s)}let n=i;for(let r of t){let o=n;n=()=>g._batchEvents(r,o)}n()},_drag(i,e){let t=[],n=new Set;P._dragElements.forEach((r,o)=>{let{node:s}=r,a=s.getStage();if(e&&a._getOwnerWindow()!==e||(n.has(a)||(a.setPointersPositions(i),n.add(a)),r.pointerEventType&&r.pointerEventType!==a._pointerEventType))return;r.pointerId===void 0&&(r.pointerId=g._getFirstPointerId(i),r.pointerEventType=a._pointerEventType,r.dragStatus==="dragging"&&a._cancelClick(r.pointerId,r.pointerEventType));let l=a._changedPointerPositions.find(c=>c.id===r.pointerId);if(l){if(r.dragStatus!=="dragging"){let c=s.dragDistance();if(Math.max(Math.abs(l.x-r.startPointerPos.x),Math.abs(l.y-r.startPointerPos.y))<c||(s.startDrag({evt:i}),!s.isDragging()))return}s._setDragPosition(i,r),t.push(s)}}),t.forEach(r=>{r.getStage()&&r.fire("dragmove",{type:"dragmove",target:r,evt:i},!0)})},_endDragBefore(i,e,t){let n=[],r=new Set;P._dragElements.forEach((o,s)=>{let{node:a}=o;if(t&&o!==t&&o.pointerId!==t.pointerId)return;let l=a.getStage();if(i&&!r.has(l)&&(!e||l._getOwnerWindow()===e)&&(l.setPointersPositions(i),r.add(l)),!(!t&&(i&&o.pointerEventType&&o.pointerEventType!==g._getEventType(i.type)||!(o.pointerId===void 0||l._changedPointerPositions.some(h=>h.id===o.pointerId)))))if(o.dragStatus==="ready")P._dragElements.delete(s);else{l._cancelClick(o.pointerId,o.pointerEventType),o.dragStatus="stopped";let c=a.getLayer()||l;c&&n.indexOf(c)===-1&&n.push(c)}}),n.forEach(o=>{o.draw()})},_endDragAfter(i,e){P._dragElements.forEach((t,n)=>{t.dragStatus!=="stopped"||e&&t!==e&&t.pointerId!==e.pointerId||(t.node.fire("dragend",{type:"dragend",target:t.node,evt:i},!0),t.dragStatus!=="dragging"&&P._dragElements.delete(n))})}};var Me=new Map,Si=C._global.PointerEvent!==void 0;function qe(i,e){let t=Me.get(i);return t&&(!e||t.stage===e)?t.shape:void 0}function _i(i,e,t){i._fire(e,{evt:new PointerEvent(e,{pointerId:t}),pointerId:t})}function vt(i,e){var t;return((t=Me.get(i))===null||t===void 0?void 0:t.shape)===e}function yt(i,e){var t;re(i);let n=e.getStage();if(n&&(Me.set(i,{shape:e,stage:n}),Si)){try{(t=n.content)===null||t===void 0||t.setPointerCapture(i)}catch{}_i(e,"gotpointercapture",i)}}function ki(i){Me.forEach(({shape:e,stage:t},n)=>{(e===i||t===i)&&re(n)})}function re(i,e){var t;let n=Me.get(i);if(!n||e&&n.shape!==e)return;let{shape:r,stage:o}=n;if(Me.delete(i),Si){try{(t=o.content)===null||t===void 0||t.releasePointerCapture(i)}catch{}_i(r,"lostpointercapture",i)}}function ye(i){return g._isString(i)?'"'+i+'"':Object.prototype.toString.call(i)==="[object Number]"||g._isBoolean(i)?i:Object.prototype.toString.call(i)}function E(){if(C.isUnminified)return function(i,e){return g._isNumber(i)||g.warn(ye(i)+' is a not valid value for "'+e+'" attribute. The value should be a number.'),i}}function Ci(i){if(C.isUnminified)return function(e,t){let n=g._isNumber(e),r=g._isArray(e)&&e.length==i;return!n&&!r&&g.warn(ye(e)+' is a not valid value for "'+t+'" attribute. The value should be a number or Array<number>('+i+")"),e}}function Pi(){if(C.isUnminified)return function(i,e){return g._isNumber(i)||i==="auto"||g.warn(ye(i)+' is a not valid value for "'+e+'" attribute. The value should be a number or "auto".'),i}}function oe(){if(C.isUnminified)return function(i,e){return g._isString(i)||g.warn(ye(i)+' is a not valid value for "'+e+'" attribute. The value should be a string.'),i}}function Mn(){if(C.isUnminified)return function(i,e){let t=g._isString(i),n=Object.prototype.toString.call(i)==="[object CanvasGradient]"||i&&i.addColorStop;return t||n||g.warn(ye(i)+' is a not valid value for "'+e+'" attribute. The value should be a string or a native gradient.'),i}}function X(){if(C.isUnminified)return function(i,e){return i===!0||i===!1||g.warn(ye(i)+' is a not valid value for "'+e+'" attribute. The value should be a boolean.'),i}}function Ei(i){if(C.isUnminified)return function(e,t){return e==null||g.isObject(e)||g.warn(ye(e)+' is a not valid value for "'+t+'" attribute. The value should be an object with properties '+i),e}}var $e="get",Je="set",b={addGetterSetter(i,e,t,n,r){b.addGetter(i,e,t),b.addSetter(i,e,n,r),b.addOverloadedGetterSetter(i,e)},addGetter(i,e,t){let n=$e+g._capitalize(e),r=Array.isArray(t),o=function(){let s=this.attrs[e];return s===void 0?r?t.slice():t:s};o._def=t,i.prototype[n]=i.prototype[n]||o},addSetter(i,e,t,n){let r=Je+g._capitalize(e);i.prototype[r]||b.overWriteSetter(i,e,t,n)},overWriteSetter(i,e,t,n){let r=Je+g._capitalize(e);i.prototype[r]=function(o){return t&&o!==void 0&&o!==null&&(o=t.call(this,o,e)),this._setAttr(e,o),n&&n.call(this),this}},addComponentsGetterSetter(i,e,t,n,r){let o=t.length,s=g._capitalize,a=$e+s(e),l=Je+s(e),c=t.map(p=>e+s(p)),h=c.map(p=>$e+s(p));i.prototype[a]=function(){let p={};for(let u=0;u<o;u++){let f=this[h[u]];p[t[u]]=f?f.call(this):this.attrs[c[u]]}return p};let d=Ei(t);i.prototype[l]=function(p){let u=this[a]();n&&(p=n.call(this,p,e)),d&&d.call(this,p,e);for(let f in p)p.hasOwnProperty(f)&&this._setAttr(e+s(f),p[f]);return p||t.forEach(f=>{this._setAttr(e+s(f),void 0)}),this._fireChangeEvent(e,u,p),r&&r.call(this),this},b.addOverloadedGetterSetter(i,e)},addOverloadedGetterSetter(i,e){let t=g._capitalize(e),n=Je+t,r=$e+t,o=function(){return arguments.length?(this[n](arguments[0]),this):this[r]()};i.prototype[e]=o},backCompat(i,e){g.each(e,function(t,n){let r=i.prototype[n],o=$e+g._capitalize(t),s=Je+g._capitalize(t);function a(){return g.error('"'+t+'" method is deprecated and will be removed soon. Use ""'+n+'" instead.'),r.apply(this,arguments)}i.prototype[t]=a,i.prototype[o]=a,i.prototype[s]=a})},afterSetFilter(){this._filterUpToDate=!1}};function ga(i){let e=[],t=/(\w+)\(([^)]*)\)/g,n;for(;(n=t.exec(i))!==null;){let[,r,o]=n,s=Ai[r];if(!s){g.warn(`CSS filter "${r}" is not supported in fallback mode. Consider using function filters for better compatibility.`);continue}let a=o.trim()===""?r==="blur"?0:1:parseFloat(o)/(o.includes("%")?100:1);e.push({fallback:s,value:a})}return function(r,o=1){for(let{fallback:s,value:a}of e)s(r,a,o)}}var Ai={};function ma(i,e){Ai[i]=e}for(let i of["grayscale","sepia","invert"])ma(i,(e,t)=>{let n=Math.min(1,Math.max(0,t)),r=e.data;for(let o=0;o<r.length;o+=4){let s=r[o],a=r[o+1],l=r[o+2],c,h,d;i==="grayscale"?c=h=d=.2126*s+.7152*a+.0722*l:i==="sepia"?(c=.393*s+.769*a+.189*l,h=.349*s+.686*a+.168*l,d=.272*s+.534*a+.131*l):(c=255-s,h=255-a,d=255-l),r[o]=s+(c-s)*n,r[o+1]=a+(h-a)*n,r[o+2]=l+(d-l)*n}});var Qe="absoluteOpacity",J="absoluteTransform",va="Change",ya="children",ba="konva",Tn="listening",wa="mouseenter",xa="mouseleave",Sa="pointerenter",_a="pointerleave",ka="touchenter",Ca="touchleave",Pa=[wa,xa,Sa,_a,ka,Ca],Mi="set",Ti="Shape",Ln=" ",Li="stage",se="transform",Ea="Stage",An="visible",Ma=["xChange.konva","yChange.konva","scaleXChange.konva","scaleYChange.konva","skewXChange.konva","skewYChange.konva","rotationChange.konva","offsetXChange.konva","offsetYChange.konva","transformsEnabledChange.konva"].join(Ln),Ta=1,_=class i{constructor(e){this._id=Ta++,this.eventListeners={},this.attrs={},this.index=0,this.parent=null,this._cache={},this._canvasCache=null,this._batchingTransformChange=!1,this._needClearTransformCache=!1,this._filterUpToDate=!1,this._isUnderCache=!1,this._dragEventId=null,this._shouldFireChangeEvents=!1,this.setAttrs(e),this._shouldFireChangeEvents=!0}hasChildren(){return!1}_clearCache(e){(e===se||e===J)&&this._cache[e]?this._cache[e].dirty=!0:e?this._cache[e]=void 0:(this._cache={},this._attrsVersion!==void 0&&this._attrsVersion++)}_releaseCanvasCache(){let e=this._canvasCache;e&&(g.releaseCanvas(e.scene._canvas,e.filter._canvas,...e.hit?[e.hit._canvas]:[]),this._canvasCache=null)}_getCache(e,t){let n=this._cache[e];return(n===void 0||(e===se||e===J)&&n.dirty===!0)&&(n=t.call(this),this._cache[e]=n),n}_getCanvasCache(){return this._canvasCache}_clearSelfAndDescendantCache(e){this._clearCache(e),(e===void 0||e===J)&&this.fire("absoluteTransformChange")}static _runAfterUpdateBatch(e){i._updateBatchDepth>0?i._pendingUpdates.add(e):e()}static _flushUpdateBatch(){if(i._updateBatchDepth>0)return;let e=i._pendingUpdates;e.size&&(i._pendingUpdates=new Set,e.forEach(t=>t()))}static _updateBatch(e){i._updateBatchDepth++;try{return e()}finally{i._updateBatchDepth--,i._flushUpdateBatch()}}static _beginUpdateBatch(){i._updateBatchDepth++;let e=!1;return()=>{e||(e=!0,i._updateBatchDepth--,i._flushUpdateBatch())}}clearCache(){return this._releaseCanvasCache(),this._clearSelfAndDescendantCache(),this._requestDraw(),this}cache(e){let t=e||{},n={};if(t.x===void 0||t.y===void 0||t.width===void 0||t.height===void 0){let v=this._isUnderCache;this._isUnderCache=!0,n=this.getClientRect({skipTransform:!0,relativeTo:this.getParent()||void 0}),this._isUnderCache=v}let r=t.x===void 0?Math.floor(n.x):t.x,o=t.y===void 0?Math.floor(n.y):t.y,s=Math.ceil(t.width||n.x+n.width-r),a=Math.ceil(t.height||n.y+n.height-o),l=t.pixelRatio,c=t.offset||0,h=t.drawBorder||!1,d=t.hitCanvasPixelRatio||1;if(s<=0||a<=0||!isFinite(r+o+s+a))return g.error(`Can not cache the node. Its size is 0 or its bounds are not finite numbers (${r}, ${o}, ${s}x${a}). Caching is skipped.`),this;s+=c*2,a+=c*2,r-=c,o-=c;let p=new $({pixelRatio:l,width:s,height:a}),u=new $({pixelRatio:l,width:0,height:0,willReadFrequently:!0}),f=p.getContext();p.isCache=!0,this._releaseCanvasCache(),this._filterUpToDate=!1,t.imageSmoothingEnabled===!1&&(p.getContext()._context.imageSmoothingEnabled=!1,u.getContext()._context.imageSmoothingEnabled=!1),f.save(),f.translate(-r,-o),this._isUnderCache=!0,this._clearSelfAndDescendantCache(Qe);try{this.drawScene(p,this)}catch(v){throw g.releaseCanvas(p._canvas),v}finally{this._isUnderCache=!1,this._clearSelfAndDescendantCache(Qe),f.restore(),p._releaseIsolationCanvas()}return h&&(f.save(),f.beginPath(),f.rect(0,0,s,a),f.closePath(),f.setAttr("strokeStyle","red"),f.setAttr("lineWidth",5),f.stroke(),f.restore()),this._canvasCache={scene:p,filter:u,hit:null,hitConfig:{pixelRatio:d,width:s,height:a},x:r,y:o},this._clearSelfAndDescendantCache(),this._requestDraw(),this}_getCachedHitCanvas(e){if(e===this)return null;let t=this._getCanvasCache();if(!t)return null;if(t.hit)return t.hit;let n=new ie(t.hitConfig);n.isCache=!0;let r=n.getContext();return r.save(),r.translate(-t.x,-t.y),this.drawHit(n,this),r.restore(),t.hit=n,n}isCached(){return!!this._canvasCache}getClientRect(e){throw new Error('abstract "getClientRect" method call')}_getCachedSceneRect(e){let t=e._forDrawing&&!this._isUnderCache&&this._getCanvasCache();if(!t)return;let n={x:t.x,y:t.y,width:t.scene.width/t.scene.pixelRatio,height:t.scene.height/t.scene.pixelRatio};return e.skipTransform?n:this._transformedRect(n,e.relativeTo)}_transformedRect(e,t){return this.getAbsoluteTransform(t)._getTransformedRect(e)}_drawCachedSceneCanvas(e){e.save(),e._applyOpacity(this),e._applyGlobalCompositeOperation(this);let t=this._getCanvasCache();e.translate(t.x,t.y);let n=this._getCachedSceneCanvas(),r=n.pixelRatio;e.drawImage(n._canvas,0,0,n.width/r,n.height/r),e.restore()}_drawCachedHitCanvas(e,t){let n=this._getCanvasCache();e.save(),e.translate(n.x,n.y),e.drawImage(t._canvas,0,0,t.width/t.pixelRatio,t.height/t.pixelRatio),e.restore()}_getCachedSceneCanvas(){let e=this.filters(),t=this._getCanvasCache(),n=t.scene,r=t.filter,o=r.getContext(),s,a,l,c;if(!e||e.length===0)return n;if(this._filterUpToDate)return r;let h=!0;for(let p=0;p<e.length;p++)if(typeof e[p]!="string"||!xi()){h=!1;break}let d=n.pixelRatio;if(r.setSizeIfChanged(n._logicalWidth,n._logicalHeight),h){let p=e.join(" ").replace(/url\((?:[^()"']|"[^"]*"|'[^']*')*\)|"[^"]*"|'[^']*'|([-+]?(?:\d*\.)?\d+(?:e[-+]?\d+)?)(px|em|rem|ex|ch|cap|ic|lh|rlh|vw|vh|vmin|vmax|cm|mm|q|in|pt|pc)\b/gi,(u,f,v)=>f===void 0?u:`${Number(f)*d}${v}`);return o.clear(),o.save(),o.setAttr("filter",p),o.drawImage(n._canvas,0,0,n.getWidth()/d,n.getHeight()/d),o.restore(),this._filterUpToDate=!0,r}try{for(s=e.length,o.clear(),o.drawImage(n._canvas,0,0,n.getWidth()/d,n.getHeight()/d),a=o.getImageData(0,0,r.getWidth(),r.getHeight()),l=0;l<s;l++)c=e[l],typeof c=="string"&&(c=ga(c)),c.call(this,a,d);o.putImageData(a,0,0)}catch(p){g.error("Unable to apply filter. "+p.message+" This post my help you https://konvajs.org/docs/posts/Tainted_Canvas.html.")}return this._filterUpToDate=!0,r}on(...e){this._prepareListeners();let t=e[0],n=e[1],r=e[2];if(e.length===3)return this._delegate.apply(this,e);let o=t.split(Ln);for(let s=0;s<o.length;s++){let l=o[s].split("."),c=l[0],h=l[1]||"";this.eventListeners[c]||(this.eventListeners[c]=[]),this.eventListeners[c].push({name:h,handler:n})}return this}_prepareListeners(){this===this.constructor.prototype&&(this.hasOwnProperty("eventListeners")||(this.eventListeners={}),i.protoListenerMap=new WeakMap)}off(e,t){this._prepareListeners();let n=(e||"").split(Ln),r=n.length,o,s,a,l,c,h;if(!e)for(s in this.eventListeners)this._off(s);for(o=0;o<r;o++)if(a=n[o],l=a.split("."),c=l[0],h=l[1],c)this.eventListeners[c]&&this._off(c,h,t);else for(s in this.eventListeners)this._off(s,h,t);return this}dispatchEvent(e){let t={target:this,type:e.type,evt:e};return this.fire(e.type,t),this}addEventListener(e,t){return this.on(e,function(n){t.call(this,n.evt)}),this}removeEventListener(e){return this.off(e),this}_delegate(e,t,n){let r=this;return this.on(e,function(o){let s=o,a=o.target.findAncestors(t,!0,r);for(let l=0;l<a.length;l++)o=g.cloneObject(o),o.currentTarget=a[l],n.call(a[l],o);o.cancelBubble&&(s.cancelBubble=!0)}),this}remove(){return this.isDragging()&&this.stopDrag(),P._dragElements.delete(this._id),P._dragElements.forEach((e,t)=>{this.isAncestorOf(e.node)&&P._dragElements.delete(t)}),this._remove(),this}_clearCaches(){this._clearSelfAndDescendantCache(J),this._clearSelfAndDescendantCache(Qe),this._clearSelfAndDescendantCache(Li),this._clearSelfAndDescendantCache(An),this._clearSelfAndDescendantCache(Tn)}_remove(){let e=this.getParent();e&&e.children&&(e.children.splice(this.index,1),e._setChildrenIndices(),this.parent=null),this._clearCaches()}destroy(){return this._fire("destroy",{target:this}),ki(this),this.remove(),this.clearCache(),this}getAttr(e){let t="get"+g._capitalize(e);return g._isFunction(this[t])?this[t]():this.attrs[e]}getAncestors(){let e=this.getParent(),t=[];for(;e;)t.push(e),e=e.getParent();return t}getAttrs(){return this.attrs||{}}setAttrs(e){return this._batchTransformChanges(()=>{let t,n;if(!e)return this;for(t in e)t!==ya&&(n=Mi+g._capitalize(t),g._isFunction(this[n])?this[n](e[t]):this._setAttr(t,e[t]))}),this}isListening(){return this._getCache(Tn,this._isListening)}_isListening(e){if(!this.listening())return!1;let n=this.getParent();return n&&n!==e&&this!==e?n._isListening(e):!0}isVisible(){return this._getCache(An,this._isVisible)}_isVisible(e){if(!this.visible())return!1;let n=this.getParent();return n&&n!==e&&this!==e?n._isVisible(e):!0}shouldDrawHit(e){return e?this._isVisible(e)&&this._isListening(e):this.isListening()&&this.isVisible()}show(){return this.visible(!0),this}hide(){return this.visible(!1),this}getZIndex(){return this.index||0}getAbsoluteZIndex(){let e=this.getDepth(),t=this,n=0,r,o,s,a;function l(h){for(r=[],o=h.length,s=0;s<o;s++)a=h[s],n++,a.nodeType!==Ti&&(r=r.concat(a.children)),a._id===t._id&&(s=o);r.length>0&&r[0].getDepth()<=e&&l(r)}let c=this.getStage();return t.nodeType!==Ea&&c&&l(c.children),n}getDepth(){let e=0,t=this.parent;for(;t;)e++,t=t.parent;return e}_batchTransformChanges(e){if(this._batchingTransformChange){e();return}i._updateBatch(()=>{this._batchingTransformChange=!0;try{e()}finally{this._batchingTransformChange=!1,this._needClearTransformCache&&(this._needClearTransformCache=!1,this._clearCache(se),this._clearSelfAndDescendantCache(J))}})}setPosition(e){return this._batchTransformChanges(()=>{this.x(e.x),this.y(e.y)}),this}getPosition(){return{x:this.x(),y:this.y()}}getRelativePointerPosition(){let e=this.getStage();if(!e)return null;let t=e.getPointerPosition();if(!t)return null;let n=this.getAbsoluteTransform().copy();return n.invert(),n.point(t)}getAbsolutePosition(e){let t=this.getAbsoluteTransform(e).getMatrix(),n=new H,r=this.offset();return n.m=t.slice(),n.translate(r.x,r.y),n.getTranslation()}setAbsolutePosition(e){let{x:t,y:n,...r}=this._clearTransform();this.attrs.x=t,this.attrs.y=n,this._clearCache(se);let o=this._getAbsoluteTransform().copy(),s=o.isInvertible();o.invert(),o.translate(e.x,e.y);let{x:a,y:l}=o.getTranslation();return this._setTransform(r),s?this.setPosition({x:this.attrs.x+a,y:this.attrs.y+l}):g.warn("Cannot set the absolute position: the absolute transform is not invertible (an ancestor has a zero scale)."),this._clearCache(se),this._clearSelfAndDescendantCache(J),this}_setTransform(e){let t;for(t in e)this.attrs[t]=e[t]}_clearTransform(){let e={x:this.x(),y:this.y(),rotation:this.rotation(),scaleX:this.scaleX(),scaleY:this.scaleY(),offsetX:this.offsetX(),offsetY:this.offsetY(),skewX:this.skewX(),skewY:this.skewY()};return this.attrs.x=0,this.attrs.y=0,this.attrs.rotation=0,this.attrs.scaleX=1,this.attrs.scaleY=1,this.attrs.offsetX=0,this.attrs.offsetY=0,this.attrs.skewX=0,this.attrs.skewY=0,e}move(e){let t=e.x,n=e.y,r=this.x(),o=this.y();return t!==void 0&&(r+=t),n!==void 0&&(o+=n),this.setPosition({x:r,y:o}),this}rotate(e){return this.rotation(this.rotation()+e),this}moveToTop(){if(!this.parent)return g.warn("Node has no parent. moveToTop function is ignored."),!1;let e=this.index,t=this.parent.children.length;return e<t-1?(this.parent.children.splice(e,1),this.parent.children.push(this),this.parent._setChildrenIndices(),!0):!1}moveUp(){if(!this.parent)return g.warn("Node has no parent. moveUp function is ignored."),!1;let e=this.index,t=this.parent.children.length;return e<t-1?(this.parent.children.splice(e,1),this.parent.children.splice(e+1,0,this),this.parent._setChildrenIndices(),!0):!1}moveDown(){if(!this.parent)return g.warn("Node has no parent. moveDown function is ignored."),!1;let e=this.index;return e>0?(this.parent.children.splice(e,1),this.parent.children.splice(e-1,0,this),this.parent._setChildrenIndices(),!0):!1}moveToBottom(){if(!this.parent)return g.warn("Node has no parent. moveToBottom function is ignored."),!1;let e=this.index;return e>0?(this.parent.children.splice(e,1),this.parent.children.unshift(this),this.parent._setChildrenIndices(),!0):!1}setZIndex(e){if(!this.parent)return g.warn("Node has no parent. zIndex parameter is ignored."),this;(e<0||e>=this.parent.children.length)&&g.warn("Unexpected value "+e+" for zIndex property. zIndex is just index of a node in children of its parent. Expected value is from 0 to "+(this.parent.children.length-1)+".");let t=this.index;return this.parent.children.splice(t,1),this.parent.children.splice(e,0,this),this.parent._setChildrenIndices(),this}getAbsoluteOpacity(){return this._getCache(Qe,this._getAbsoluteOpacity)}_getAbsoluteOpacity(){let e=this.opacity(),t=this.getParent();return t&&!t._isUnderCache&&(e*=t.getAbsoluteOpacity()),e}moveTo(e){return this.getParent()!==e&&(this._remove(),e.add(this)),this}toObject(){var e;let t=this.getAttrs(),n,r,o,s={attrs:{},className:this.getClassName()};for(n in t)r=t[n],r instanceof ft&&(r=Array.from(r)),o=g.isObject(r)&&!g._isPlainObject(r)&&!g._isArray(r),!o&&(((e=this["get"+g._capitalize(n)])===null||e===void 0?void 0:e._def)!==r||n==="brightness"||n==="threshold")&&(s.attrs[n]=n==="filters"&&g._isArray(r)?r.filter(a=>typeof a=="string"):g.isObject(r)?g._prepareToStringify(r):r);return s}toJSON(){return JSON.stringify(this.toObject())}getParent(){return this.parent}findAncestors(e,t,n){let r=[];t&&this._isMatch(e)&&r.push(this);let o=this.parent;for(;o;){if(o===n)return r;o._isMatch(e)&&r.push(o),o=o.parent}return r}isAncestorOf(e){return!1}findAncestor(e,t,n){return this.findAncestors(e,t,n)[0]}_isMatch(e){if(!e)return!1;if(typeof e=="function")return e(this);let t=e.replace(/ /g,"").split(","),n=t.length,r,o;for(r=0;r<n;r++)if(o=t[r],g.isValidSelector(o)||(g.warn('Selector "'+o+'" is invalid. Allowed selectors examples are "#foo", ".bar" or "Group".'),g.warn('If you have a custom shape with such className, please change it to start with upper letter like "Triangle".'),g.warn("Konva is awesome, right?")),o.charAt(0)==="#"){if(this.id()===o.slice(1))return!0}else if(o.charAt(0)==="."){if(this.hasName(o.slice(1)))return!0}else if(this.className===o||this.nodeType===o)return!0;return!1}getLayer(){let e=this.getParent();return e?e.getLayer():null}getStage(){return this._getCache(Li,this._getStage)}_getStage(){let e=this.getParent();return e?e.getStage():null}fire(e,t,n){return t=t||{},t.target=t.target||this,n?this._fireAndBubble(e,t):this._fire(e,t),this}getAbsoluteTransform(e){return e||this._hasCachedAncestor()?this._getAbsoluteTransform(e):this._getCache(J,this._getCachedAbsoluteTransform)}_hasCachedAncestor(){let e=this.parent;for(;e;){if(e.isCached())return!0;e=e.parent}return!1}_getAbsoluteTransform(e){let t=new H;return this===e?t:(this.parent&&this.parent!==e&&this.parent.getAbsoluteTransform(e).copyInto(t),this._multiplyOwnTransform(t))}_getCachedAbsoluteTransform(){let e=this._cache[J]||new H;return this.parent?this.parent.getAbsoluteTransform().copyInto(e):e.reset(),this._multiplyOwnTransform(e),e.dirty=!1,e}_multiplyOwnTransform(e){let t=this.transformsEnabled();if(t==="all")e.multiply(this.getTransform());else if(t==="position"){let n=this.attrs.x||0,r=this.attrs.y||0,o=this.attrs.offsetX||0,s=this.attrs.offsetY||0;e.translate(n-o,r-s)}return e}getAbsoluteScale(e){let t=this;for(;t;)t._isUnderCache&&(e=t),t=t.getParent();let r=this.getAbsoluteTransform(e).decompose();return{x:r.scaleX,y:r.scaleY}}getAbsoluteRotation(){return this.getAbsoluteTransform().decompose().rotation}getTransform(){return this._getCache(se,this._getTransform)}_getTransform(){var e,t;let n=this._cache[se]||new H;n.reset();let r=this.x(),o=this.y(),s=C.getAngle(this.rotation()),a=(e=this.attrs.scaleX)!==null&&e!==void 0?e:1,l=(t=this.attrs.scaleY)!==null&&t!==void 0?t:1,c=this.attrs.skewX||0,h=this.attrs.skewY||0,d=this.attrs.offsetX||0,p=this.attrs.offsetY||0;return(r!==0||o!==0)&&n.translate(r,o),s!==0&&n.rotate(s),(c!==0||h!==0)&&n.skew(c,h),(a!==1||l!==1)&&n.scale(a,l),(d!==0||p!==0)&&n.translate(-1*d,-1*p),n.dirty=!1,n}clone(e){let t=g.cloneObject(this.attrs),n,r,o,s,a;for(n in e)t[n]=e[n];let l=new this.constructor(t);for(n in this.eventListeners)for(r=this.eventListeners[n],o=r.length,s=0;s<o;s++)a=r[s],a.name.indexOf(ba)<0&&(l.eventListeners[n]||(l.eventListeners[n]=[]),l.eventListeners[n].push(a));return l}_toKonvaCanvas(e){e=e||{};let n=e.x===void 0||e.y===void 0||!e.width||!e.height?this.getClientRect():{x:0,y:0,width:0,height:0};isFinite(n.x+n.y+n.width+n.height)||g.error(`Cannot find the bounds of the node to export, its client rect is ${n.x}, ${n.y}, ${n.width}x${n.height}. Check its position, size and points.`);let r=this.getStage(),o=e.x!==void 0?e.x:Math.floor(n.x),s=e.y!==void 0?e.y:Math.floor(n.y),a=e.pixelRatio||1,l=new $({width:e.width||Math.max(0,Math.ceil(n.x+n.width-o))||(r?r.width():0),height:e.height||Math.max(0,Math.ceil(n.y+n.height-s))||(r?r.height():0),pixelRatio:a}),c=l.getContext();return e.imageSmoothingEnabled===!1&&(c._context.imageSmoothingEnabled=!1),c.save(),(o||s)&&c.translate(-1*o,-1*s),this.drawScene(l),c.restore(),l._releaseIsolationCanvas(),l}toCanvas(e){return this._toKonvaCanvas(e)._canvas}toDataURL(e){var t;e=e||{};let n=e.mimeType||null,r=(t=e.quality)!==null&&t!==void 0?t:null,o=this._toKonvaCanvas(e).toDataURL(n,r);return e.callback&&e.callback(o),o}toImage(e){return new Promise((t,n)=>{try{let{callback:r,...o}=e||{};g._urlToImage(this.toDataURL(o),function(s){t(s),r?.(s)},n)}catch(r){n(r)}})}toBlob(e){return new Promise((t,n)=>{try{this.toCanvas(e).toBlob(r=>{var o;if(!r){n(new Error("Konva: toBlob() failed, the canvas was not encoded"));return}t(r),(o=e?.callback)===null||o===void 0||o.call(e,r)},e?.mimeType,e?.quality)}catch(r){n(r)}})}setSize(e){return this.width(e.width),this.height(e.height),this}getSize(){return{width:this.width(),height:this.height()}}getClassName(){return this.className||this.nodeType}getType(){return this.nodeType}getDragDistance(){return this.attrs.dragDistance!==void 0?this.attrs.dragDistance:this.parent?this.parent.getDragDistance():C.dragDistance}_off(e,t,n){let r=this.eventListeners[e],o,s,a;for(o=0;o<r.length;o++)if(s=r[o].name,a=r[o].handler,(s!=="konva"||t==="konva")&&(!t||s===t)&&(!n||n===a)){if(r.splice(o,1),r.length===0){delete this.eventListeners[e];break}o--}}_fireChangeEvent(e,t,n){this._fire(e+va,{oldVal:t,newVal:n})}addName(e){if(!this.hasName(e)){let t=this.name(),n=t?t+" "+e:e;this.name(n)}return this}hasName(e){if(!e)return!1;let t=this.name();return t?(t||"").split(/\s/g).indexOf(e)!==-1:!1}removeName(e){let t=(this.name()||"").split(/\s/g),n=t.indexOf(e);return n!==-1&&(t.splice(n,1),this.name(t.join(" "))),this}setAttr(e,t){let n=this[Mi+g._capitalize(e)];return g._isFunction(n)?n.call(this,t):this._setAttr(e,t),this}_addSubtreeObserver(e){var t;((t=this._subtreeObservers)!==null&&t!==void 0?t:this._subtreeObservers=new Set).add(e),i._subtreeObserverCount++}_removeSubtreeObserver(e){var t;!((t=this._subtreeObservers)===null||t===void 0)&&t.delete(e)&&i._subtreeObserverCount--}_notifySubtreeChange(){if(i._subtreeObserverCount)for(let e=this;e;e=e.parent){let t=e._subtreeObservers;if(t)for(let n of t)n._onSubtreeChange(e)}}_requestDraw(){var e;if((e=this.parent)===null||e===void 0||e._notifySubtreeChange(),C.autoDrawEnabled){let t=this.getLayer()||this.getStage();t?.batchDraw()}}_setAttr(e,t){let n=this.attrs[e];n===t&&!g.isObject(t)||(t==null?delete this.attrs[e]:this.attrs[e]=t,this._attrsVersion!==void 0&&this._attrsVersion++,this._shouldFireChangeEvents&&this._fireChangeEvent(e,n,t),this._requestDraw())}_fireAndBubble(e,t,n){t&&this.nodeType===Ti&&(t.target=this);let r=Pa.indexOf(e)!==-1;if(!(r&&(n&&(this===n||this.isAncestorOf&&this.isAncestorOf(n))||this.nodeType==="Stage"&&!n))){this._fire(e,t);let s=r&&n&&n.isAncestorOf&&n.isAncestorOf(this)&&!n.isAncestorOf(this.parent);(t&&!t.cancelBubble||!t)&&this.parent&&this.parent.isListening()&&!s&&(n&&n.parent?this._fireAndBubble.call(this.parent,e,t,n):this._fireAndBubble.call(this.parent,e,t))}}_getProtoListeners(e){var t,n;let r=Object.getPrototypeOf(this),o=i.protoListenerMap.get(r);o||(o={},i.protoListenerMap.set(r,o));let s=o[e];if(s===void 0){s=[];let a=new Set,l=Object.getPrototypeOf(this);for(;l;){let c=(n=(t=l.eventListeners)===null||t===void 0?void 0:t[e])!==null&&n!==void 0?n:[];for(let h=0;h<c.length;h++){let d=c[h];a.has(d)||(a.add(d),s.push(d))}l=Object.getPrototypeOf(l)}o[e]=s}return s}_fire(e,t){t=t||{},t.currentTarget=this,t.type=e;let n=this._getProtoListeners(e);if(n)for(let o=0;o<n.length;o++)n[o].handler.call(this,t);let r=this.eventListeners[e];if(r){let o=r.slice(),s=o.length;for(let l=0;l<o.length;l++)o[l].handler.call(this,t);let a=this.eventListeners[e];if(a)for(let l=s;l<a.length;l++)a[l].handler.call(this,t)}}draw(){return this.drawScene(),this.drawHit(),this}_createDragElement(e){var t;let n=e?e.pointerId:void 0,r=this.getStage(),o=this.getAbsolutePosition();if(!r)return;let s=r._getPointerById(n)||r._changedPointerPositions[0]||o,a=!((t=e?.evt)===null||t===void 0)&&t.type?g._getEventType(e.evt.type):r._pointerEventType,l=a!=="pointer";P._dragElements.set(this._id,{node:this,startPointerPos:s,offset:{x:s.x-o.x,y:s.y-o.y},dragStatus:"ready",pointerId:l?n??("id"in s?s.id:void 0):void 0,pointerEventType:l?a:void 0,startEvent:e})}startDrag(e,t=!0){var n;P._dragElements.has(this._id)||this._createDragElement(e);let r=P._dragElements.get(this._id);r&&(r.dragStatus="dragging",(n=this.getStage())===null||n===void 0||n._cancelClick(r.pointerId,r.pointerEventType),this.fire("dragstart",{type:"dragstart",target:this,evt:r.startEvent&&r.startEvent.evt||e&&e.evt},t))}_setDragPosition(e,t){let n=this.getStage()._getPointerById(t.pointerId);if(!n)return;let r={x:n.x-t.offset.x,y:n.y-t.offset.y},o=this.dragBoundFunc();if(o!==void 0){let a=o.call(this,r,e);if(!a)g.warn("dragBoundFunc did not return any value. That is unexpected behavior. You must return new absolute position from dragBoundFunc.");else if(!g._isNumber(a.x)||!g._isNumber(a.y)){g.warn(`dragBoundFunc returned a position with a non-finite x or y (${a.x}, ${a.y}). The node was not moved.`);return}else r=a}let s=t.lastPos;(!s||s.x!==r.x||s.y!==r.y)&&(this.setAbsolutePosition(r),this._requestDraw()),t.lastPos=r}stopDrag(e){let t=P._dragElements.get(this._id);t&&(t.dragStatus="stopped",P._endDragBefore(e,void 0,t),P._endDragAfter(e,t))}setDraggable(e){this._setAttr("draggable",e),this._dragChange()}isDragging(){let e=P._dragElements.get(this._id);return e?e.dragStatus==="dragging":!1}_listenDrag(){this._dragCleanup(),this.on("mousedown.konva touchstart.konva",function(e){if(!(!(e.evt.button!==void 0)||C.dragButtons.indexOf(e.evt.button)>=0)||P._dragElements.has(this._id))return;let r=!1;P._dragElements.forEach(o=>{this.isAncestorOf(o.node)&&(r=!0)}),r||this._createDragElement(e)})}_dragChange(){if(this.attrs.draggable)this._listenDrag();else{if(this._dragCleanup(),!this.getStage())return;let t=P._dragElements.get(this._id),n=t&&t.dragStatus==="dragging",r=t&&t.dragStatus==="ready";n?this.stopDrag():r&&P._dragElements.delete(this._id)}}_dragCleanup(){this.off("mousedown.konva"),this.off("touchstart.konva")}isClientRectOnScreen(e={x:0,y:0}){let t=this.getStage();if(!t)return!1;let n={x:-e.x,y:-e.y,width:t.width()+2*e.x,height:t.height()+2*e.y};return g.haveIntersection(n,this.getClientRect())}static create(e,t){return g._isString(e)&&(e=JSON.parse(e)),this._createNode(e,t)}static _createNode(e,t){let n=i.prototype.getClassName.call(e),r=e.children,o,s,a;if(t&&(e.attrs.container=t),!C[n]){let c=r?"Group":"Shape";g.warn('Can not find a node with class name "'+n+`". Fallback to "${c}".`),n=c}let l=C[n];if(o=new l(e.attrs),r)for(s=r.length,a=0;a<s;a++)o.add(i._createNode(r[a]));return o}};_._subtreeObserverCount=0;_._updateBatchDepth=0;_._pendingUpdates=new Set;_.protoListenerMap=new WeakMap;_.prototype.nodeType="Node";_.prototype._attrsAffectingSize=[];_.prototype.on(Ma,function(){if(this._batchingTransformChange){this._needClearTransformCache=!0;return}this._clearCache(se),this._clearSelfAndDescendantCache(J)});_.prototype.on("visibleChange.konva",function(){this._clearSelfAndDescendantCache(An)});_.prototype.on("listeningChange.konva",function(){this._clearSelfAndDescendantCache(Tn);for(let i=this.getParent();i;i=i.getParent()){let e=i._getCanvasCache();e?.hit&&(g.releaseCanvas(e.hit._canvas),e.hit=null)}});_.prototype.on("opacityChange.konva",function(){this._clearSelfAndDescendantCache(Qe)});var L=b.addGetterSetter;L(_,"zIndex");L(_,"absolutePosition");L(_,"position");L(_,"x",0,E());L(_,"y",0,E());L(_,"globalCompositeOperation","source-over",oe());L(_,"opacity",1,E());L(_,"name","",oe());L(_,"id","",oe());L(_,"rotation",0,E());b.addComponentsGetterSetter(_,"scale",["x","y"]);L(_,"scaleX",1,E());L(_,"scaleY",1,E());b.addComponentsGetterSetter(_,"skew",["x","y"]);L(_,"skewX",0,E());L(_,"skewY",0,E());b.addComponentsGetterSetter(_,"offset",["x","y"]);L(_,"offsetX",0,E());L(_,"offsetY",0,E());L(_,"dragDistance",void 0,E());L(_,"width",0,E());L(_,"height",0,E());L(_,"listening",!0,X());L(_,"preventDefault",!0,X());L(_,"filters",void 0,function(i){return this._filterUpToDate=!1,i});L(_,"visible",!0,X());L(_,"transformsEnabled","all",oe());L(_,"size");L(_,"dragBoundFunc");L(_,"draggable",!1,X());b.backCompat(_,{rotateDeg:"rotate",setRotationDeg:"setRotation",getRotationDeg:"getRotation"});var G=class extends _{constructor(){super(...arguments),this.children=[]}getChildren(e){let t=this.children||[];return e?t.filter(e):t.slice()}hasChildren(){return this.children.length>0}removeChildren(){return this._clearChildren("remove")}destroyChildren(){return this._clearChildren("destroy")}_clearChildren(e){return _._updateBatch(()=>(this.children.forEach(t=>{t.parent=null,t.index=0,t[e]()}),this.children=[],this._notifySubtreeChange(),this._requestDraw(),this))}add(...e){if(e.length===0)return this;if(e.length>1){for(let n=0;n<e.length;n++)this.add(e[n]);return this}let t=e[0];return t.getParent()?(t.moveTo(this),this):(this._validateAdd(t),t.index=this.children.length,t.parent=this,t._clearCaches(),this.children.push(t),this._fire("add",{child:t}),this._notifySubtreeChange(),this._requestDraw(),this)}destroy(){return this.hasChildren()&&this.destroyChildren(),super.destroy(),this}find(e){return this._generalFind(e,!1)}findOne(e){let t=this._generalFind(e,!0);return t.length>0?t[0]:void 0}_generalFind(e,t){let n=[];return this._descendants(r=>{let o=r._isMatch(e);return o&&n.push(r),!!(o&&t)}),n}_descendants(e){let t=!1;for(let n of this.children){if(t=e(n),t)return!0;if(n.hasChildren()&&(t=n._descendants(e),t))return!0}return!1}toObject(){let e=_.prototype.toObject.call(this);return e.children=[],this.children.forEach(t=>{e.children.push(t.toObject())}),e}isAncestorOf(e){let t=e.getParent();for(;t;){if(t._id===this._id)return!0;t=t.getParent()}return!1}clone(e){let t=_.prototype.clone.call(this,e);return this.children.forEach(function(n){t.add(n.clone())}),t}getAllIntersections(e){let t=[];return this.find("Shape").forEach(n=>{n.isVisible()&&n.intersects(e)&&t.push(n)}),t}_clearSelfAndDescendantCache(e){var t;let n=e===void 0||e==="absoluteTransform";n&&_._updateBatchDepth++;try{if(super._clearSelfAndDescendantCache(e),e==="absoluteTransform"&&this.isCached())return;(t=this.children)===null||t===void 0||t.forEach(function(r){r._clearSelfAndDescendantCache(e)})}finally{n&&--_._updateBatchDepth===0&&_._flushUpdateBatch()}}_setChildrenIndices(){var e;(e=this.children)===null||e===void 0||e.forEach(function(t,n){t.index=n}),this._notifySubtreeChange(),this._requestDraw()}drawScene(e,t){let n=this.getLayer(),r=e||n&&n.getCanvas(),o=r&&r.getContext(),s=this._getCanvasCache(),a=s&&s.scene,l=t===this;if(!(t?this._isVisible(t):this.isVisible())&&!l)return this;if(a){o.save();let c=this.getAbsoluteTransform(t).getMatrix();o.transform(c[0],c[1],c[2],c[3],c[4],c[5]),this._drawCachedSceneCanvas(o),o.restore()}else this._drawChildren("drawScene",r,t);return this}drawHit(e,t){if(!this.shouldDrawHit(t))return this;let n=this.getLayer(),r=e||n&&n.hitCanvas,o=r&&r.getContext(),s=this._getCachedHitCanvas(t);if(s){o.save();let a=this.getAbsoluteTransform(t).getMatrix();o.transform(a[0],a[1],a[2],a[3],a[4],a[5]),this._drawCachedHitCanvas(o,s),o.restore()}else this._drawChildren("drawHit",r,t);return this}_drawChildren(e,t,n){let r=t&&t.getContext(),o=this.clipWidth(),s=this.clipHeight(),a=this.clipFunc(),l=typeof o=="number"&&typeof s=="number"||a,c=n===this;if(l){r.save();let d=this.getAbsoluteTransform(n),p=d.getMatrix();r.transform(p[0],p[1],p[2],p[3],p[4],p[5]),r.beginPath();let u;if(a)u=a.call(this,r,this);else{let f=this.clipX(),v=this.clipY();r.rect(f||0,v||0,o,s)}r.clip.apply(r,u),p=d.copy().invert().getMatrix(),r.transform(p[0],p[1],p[2],p[3],p[4],p[5])}let h=!c&&this.globalCompositeOperation()!=="source-over"&&e==="drawScene";h&&(r.save(),r._applyGlobalCompositeOperation(this));try{this._drawChildNodes(e,t,n)}finally{h&&r.restore(),l&&r.restore()}}_drawChildNodes(e,t,n){var r;(r=this.children)===null||r===void 0||r.forEach(function(o){o[e](t,n)})}getClientRect(e={}){var t;let n=this._getCachedSceneRect(e);if(n)return n;let r=e.skipTransform,o=e.relativeTo,[s,a,l,c]=this.getAbsoluteTransform().getMatrix(),h=!r&&(e._forDrawing||s*c-a*l===0),d,p,u,f,v={x:1/0,y:1/0,width:0,height:0},y=this;return(t=this.children)===null||t===void 0||t.forEach(function(w){if(!w.visible())return;let S=w.getClientRect({relativeTo:h?o:y,_forDrawing:e._forDrawing,skipShadow:e.skipShadow,skipStroke:e.skipStroke});S.width===0&&S.height===0||!isFinite(S.x+S.y+S.width+S.height)||(d===void 0?(d=S.x,p=S.y,u=S.x+S.width,f=S.y+S.height):(d=Math.min(d,S.x),p=Math.min(p,S.y),u=Math.max(u,S.x+S.width),f=Math.max(f,S.y+S.height)))}),d!==void 0?v={x:d,y:p,width:u-d,height:f-p}:v={x:0,y:0,width:0,height:0},!r&&!h?this._transformedRect(v,o):v}};b.addComponentsGetterSetter(G,"clip",["x","y","width","height"]);b.addGetterSetter(G,"clipX",void 0,E());b.addGetterSetter(G,"clipY",void 0,E());b.addGetterSetter(G,"clipWidth",void 0,E());b.addGetterSetter(G,"clipHeight",void 0,E());b.addGetterSetter(G,"clipFunc");var La="Stage",Aa="string",Ri="px",Ra="mouseout",Fi="mouseleave",Bi="mouseover",Gi="mouseenter",Hi="mousemove",zi="mousedown",Ni="mouseup",Ze="pointermove",et="pointerdown",Te="pointerup",tt="pointercancel",Oa="lostpointercapture",bt="pointerout",nt="pointerleave",wt="pointerover",xt="pointerenter",On="contextmenu",Vi="touchstart",Ui="touchend",ji="touchmove",Ki="touchcancel",In="wheel",Ia=5,Da=[[Gi,"_pointerenter"],[zi,"_pointerdown"],[Hi,"_pointermove"],[Ni,"_pointerup"],[Fi,"_pointerleave"],[Vi,"_pointerdown"],[ji,"_pointermove"],[Ui,"_pointerup"],[Ki,"_pointercancel"],[Bi,"_pointerover"],[In,"_wheel"],[On,"_contextmenu"],[et,"_pointerdown"],[Ze,"_pointermove"],[Te,"_pointerup"],[tt,"_pointercancel"],[nt,"_pointerleave"],[Oa,"_lostpointercapture"]],Rn={mouse:{[bt]:Ra,[nt]:Fi,[wt]:Bi,[xt]:Gi,[Ze]:Hi,[et]:zi,[Te]:Ni,[tt]:"mousecancel",pointerclick:"click",pointerdblclick:"dblclick"},touch:{[bt]:"touchout",[nt]:"touchleave",[wt]:"touchover",[xt]:"touchenter",[Ze]:ji,[et]:Vi,[Te]:Ui,[tt]:Ki,pointerclick:"tap",pointerdblclick:"dbltap"},pointer:{[bt]:bt,[nt]:nt,[wt]:wt,[xt]:xt,[Ze]:Ze,[et]:et,[Te]:Te,[tt]:tt,pointerclick:"pointerclick",pointerdblclick:"pointerdblclick"}},be=i=>{let e=g._getEventType(i);if(e==="pointer")return C.pointerEventsEnabled&&Rn.pointer;if(e==="touch")return Rn.touch;if(e==="mouse")return Rn.mouse};function Oi(i={}){return(i.clipFunc||i.clipWidth||i.clipHeight)&&g.warn("Stage does not support clipping. Please use clip for Layers or Groups."),i}var Fa="Pointer position is missing and not registered by the stage. Looks like it is outside of the stage container. You can set it manually from event: stage.setPointersPositions(event);",Le=[],Ii=new WeakSet,Di=i=>{!i||Ii.has(i)||(Ii.add(i),P._listenToWindow(i),i.document.addEventListener("visibilitychange",()=>{Le.forEach(e=>{e.batchDraw()})}))},ae=class extends G{constructor(e){super(Oi(e)),this._pointerPositions=[],this._changedPointerPositions=[],this._pointerStates=new Map,this._lastClicks={},this._buildDOM(),this._bindContentEvents(),Le.push(this),this.on("widthChange.konva heightChange.konva",this._resizeDOM),this.on("visibleChange.konva",this._checkVisibility),this.on("clipWidthChange.konva clipHeightChange.konva clipFuncChange.konva",()=>{Oi(this.attrs)}),this._checkVisibility()}_validateAdd(e){let t=e.getType()==="Layer",n=e.getType()==="FastLayer";t||n||g.throw("You may only add layers to the stage.")}_checkVisibility(){if(!this.content)return;let e=this.visible()?"":"none";this.content.style.display=e}_getOwnerWindow(){var e;let t=this.content||this.container();return((e=t?.ownerDocument)===null||e===void 0?void 0:e.defaultView)||(C.isBrowser?window:null)}setContainer(e){if(typeof e===Aa){let t;if(e.charAt(0)==="."){let n=e.slice(1);e=document.getElementsByClassName(n)[0]}else e.charAt(0)!=="#"?t=e:t=e.slice(1),e=document.getElementById(t);if(!e)throw"Can not find container in document with id "+t}return this._setAttr("container",e),this.content&&(this.content.parentElement&&this.content.parentElement.removeChild(this.content),e.appendChild(this.content),Di(this._getOwnerWindow())),this}shouldDrawHit(){return!0}clear(){let e=this.children,t=e.length;for(let n=0;n<t;n++)e[n].clear();return this}clone(e){return e||(e={}),e.container=typeof document<"u"&&document.createElement("div"),G.prototype.clone.call(this,e)}destroy(){var e;super.destroy(),this._pointerStates.clear(),this._lastClicks={};let t=this.content;(e=t?.parentNode)===null||e===void 0||e.removeChild(t);let n=Le.indexOf(this);return n>-1&&Le.splice(n,1),g.releaseCanvas(this.bufferHitCanvas._canvas),this}getPointerPosition(){let e=this._pointerPositions[0]||this._changedPointerPositions[0];return e?{x:e.x,y:e.y}:(g.warn(Fa),null)}_getPointerById(e){return this._pointerPositions.find(t=>t.id===e)}getPointersPositions(){return this._pointerPositions}getStage(){return this}getContent(){return this.content}_toKonvaCanvas(e){e={...e},e.x=e.x||0,e.y=e.y||0,e.width=e.width||this.width(),e.height=e.height||this.height();let t=new $({width:e.width,height:e.height,pixelRatio:e.pixelRatio||1}),n=t.getContext()._context,r=this.children;return(e.x||e.y)&&n.translate(-1*e.x,-1*e.y),r.forEach(function(o){if(!o.isVisible())return;let s=o._toKonvaCanvas(e);n.drawImage(s._canvas,e.x,e.y,s.getWidth()/s.getPixelRatio(),s.getHeight()/s.getPixelRatio()),g.releaseCanvas(s._canvas)}),t}getIntersection(e){if(!e)return null;let t=this.children,n=t.length,r=n-1;for(let o=r;o>=0;o--){let s=t[o].getIntersection(e);if(s)return s}return null}_resizeDOM(){let e=this.width(),t=this.height();this.content&&(this.content.style.width=e+Ri,this.content.style.height=t+Ri),this.children.forEach(n=>{n._setSize({width:e,height:t}),n.draw()})}add(e,...t){if(arguments.length>1){for(let r=0;r<arguments.length;r++)this.add(arguments[r]);return this}super.add(e);let n=this.children.length;return n>Ia&&g.warn("The stage has "+n+" layers. Recommended maximum number of layers is 3-5. Adding more layers into the stage may drop the performance. Rethink your tree structure, you can use Konva.Group."),e._setSize({width:this.width(),height:this.height()}),e.draw(),C.isBrowser&&this.content.appendChild(e.canvas._canvas),this}getParent(){return null}getLayer(){return null}hasPointerCapture(e){return vt(e,this)}setPointerCapture(e){yt(e,this)}releaseCapture(e){re(e,this)}getLayers(){return this.getChildren()}_bindContentEvents(){C.isBrowser&&Da.forEach(([e,t])=>{this.content.addEventListener(e,n=>{this._batchEvents(()=>this[t](n))},{passive:!1})})}_batchEvents(e){g._batchEvents(this.eventBatchFunc(),e)}_pointerenter(e){this.setPointersPositions(e);let t=be(e.type);t&&this._fire(t.pointerenter,{evt:e,target:this,currentTarget:this})}_pointerover(e){this.setPointersPositions(e);let t=be(e.type);t&&this._fire(t.pointerover,{evt:e,target:this,currentTarget:this})}_pointerEventsEnabled(){if(C.hitOnDragEnabled)return!0;for(let{node:e,dragStatus:t}of P._dragElements.values())if(t==="dragging"&&e.getStage()===this)return!1;return!this.getLayers().some(e=>{var t;return(t=C.Transformer)===null||t===void 0?void 0:t._isLayerTransforming(e)})}_cancelClick(e,t){let n=t?[t]:["mouse","touch","pointer"];for(let r of n){let o=this._pointerStates.get(`${r}:${e}`);o&&(o.clickStartShape=void 0,o.relatedPointer&&(o.relatedPointer.clickStartShape=void 0))}}_pointerleave(e){var t,n;let r=be(e.type),o=g._getEventType(e.type);if(!r)return;this.setPointersPositions(e);let s=(t=this._changedPointerPositions[0])===null||t===void 0?void 0:t.id,a=`${o}:${s}`,l=this._pointerStates.get(a),c=((n=l?.targetShape)===null||n===void 0?void 0:n.getStage())===this?l.targetShape:void 0,h=this._pointerEventsEnabled()||e.pointerType==="touch"&&!l?.downPosition;h&&(l?.clickStartShape!==void 0?l.targetShape=void 0:this._pointerStates.delete(a)),c&&h?(c._fireAndBubble(r.pointerout,{evt:e,pointerId:s}),c._fireAndBubble(r.pointerleave,{evt:e,pointerId:s}),this._fire(r.pointerleave,{evt:e,target:this,currentTarget:this})):h&&(this._fire(r.pointerleave,{evt:e,target:this,currentTarget:this}),this._fire(r.pointerout,{evt:e,target:this,currentTarget:this})),this.pointerPos=null,this._pointerPositions=[],this._changedPointerPositions=[],this._pointerEventType=void 0}_pointerdown(e){let t=be(e.type),n=g._getEventType(e.type);if(!t)return;this.setPointersPositions(e);let r=!1;this._changedPointerPositions.forEach(o=>{var s;let a=this.getIntersection(o),l=`${n}:${o.id}`,c={targetShape:(s=this._pointerStates.get(l))===null||s===void 0?void 0:s.targetShape,clickStartShape:a&&a.isListening()?a:null,lastClick:this._lastClicks[n],downPosition:o,pointerType:e.pointerType};if(this._pointerStates.delete(l),n!=="pointer")for(let[d,p]of[...this._pointerStates].reverse()){if(!d.startsWith("pointer:")||!p.downPosition||n==="touch"&&p.relatedPointer)continue;if(n==="mouse"?p.pointerType!=="touch":p.pointerType==="touch"&&p.downPosition.x===o.x&&p.downPosition.y===o.y){c.relatedPointer=p,p.relatedPointer=c,p.clickStartShape===void 0&&(c.clickStartShape=void 0);break}}this._pointerStates.set(l,c);for(let d of P._dragElements.values())d.dragStatus==="dragging"&&(d.pointerId===void 0||d.pointerEventType===n&&d.pointerId===o.id||d.pointerEventType==="mouse"&&n==="pointer"&&c.pointerType!=="touch")&&d.node.getStage()===this&&(d.pointerId===void 0&&n!=="pointer"&&(d.pointerId=o.id,d.pointerEventType=n),this._cancelClick(o.id,n));if(!a||!a.isListening())return;C.capturePointerEventsEnabled&&a.setPointerCapture(o.id),a._fireAndBubble(t.pointerdown,{evt:e,pointerId:o.id}),r=!0;let h=e.type.indexOf("touch")>=0;a.preventDefault()&&e.cancelable&&h&&e.preventDefault()}),r||this._fire(t.pointerdown,{evt:e,target:this,currentTarget:this,pointerId:this._changedPointerPositions[0].id})}_pointermove(e){let t=be(e.type),n=g._getEventType(e.type);if(!t)return;let r=e.type.indexOf("touch")>=0||e.pointerType==="touch";if(e.cancelable&&r){for(let{node:l,dragStatus:c}of P._dragElements.values())if(c==="dragging"&&l.getStage()===this&&l.preventDefault()){e.preventDefault();break}}if(this.setPointersPositions(e),!this._pointerEventsEnabled())return;let s={},a=!1;this._changedPointerPositions.forEach(l=>{var c;let h=`${n}:${l.id}`,d=this._pointerStates.get(h);d||(d={},this._pointerStates.set(h,d));let p=qe(l.id)||this.getIntersection(l),u=d.targetShape===p||((c=d.targetShape)===null||c===void 0?void 0:c.getStage())===this?d.targetShape:void 0,f=l.id,v={evt:e,pointerId:f},y=u!==p;d.targetShape=p&&p.isListening()?p:void 0,y&&u&&(u._fireAndBubble(t.pointerout,{...v},p),u._fireAndBubble(t.pointerleave,{...v},p)),p&&p.isListening()?(a=!0,y&&(p._fireAndBubble(t.pointerover,{...v},u),p._fireAndBubble(t.pointerenter,{...v},u)),s[p._id]||(s[p._id]=!0,p._fireAndBubble(t.pointermove,{...v}))):u&&this._fire(t.pointerover,{evt:e,target:this,currentTarget:this,pointerId:f})}),a||this._fire(t.pointermove,{evt:e,target:this,currentTarget:this,pointerId:this._changedPointerPositions[0].id})}_pointerup(e){let t=be(e.type),n=g._getEventType(e.type);if(!t)return;this.setPointersPositions(e);let r={},o=!1;this._changedPointerPositions.forEach(s=>{var a;let l=`${n}:${s.id}`,c=this._pointerStates.get(l),h=c?.clickStartShape!==void 0,d=c?.clickStartShape;c?.targetShape&&n!=="touch"?this._pointerStates.set(l,{targetShape:c.targetShape}):this._pointerStates.delete(l);let p=qe(s.id)||this.getIntersection(s),u=p&&r[p._id];p&&(p.releaseCapture(s.id),r[p._id]=!0);let f=s.id,v={evt:e,pointerId:f},y=p&&p.isListening()?p:null,w=this._lastClicks[n],S=h&&(!y||d===y),k=S&&w&&c?.lastClick===w&&w.shape===y&&Date.now()-w.time<C.dblClickWindow;S&&(this._lastClicks[n]=k?void 0:{shape:y,time:Date.now()}),p&&p.isListening()?(o=!0,u||p._fireAndBubble(t.pointerup,{...v}),h&&d===p&&(p._fireAndBubble(t.pointerclick,{...v}),k&&p._fireAndBubble(t.pointerdblclick,{...v}))):(o||(this._fire(t.pointerup,{evt:e,target:this,currentTarget:this,pointerId:this._changedPointerPositions[0].id}),o=!0),h&&this._fire(t.pointerclick,{evt:e,target:this,currentTarget:this,pointerId:f}),k&&this._fire(t.pointerdblclick,{evt:e,target:this,currentTarget:this,pointerId:f})),n==="touch"&&((a=c?.targetShape)===null||a===void 0?void 0:a.getStage())===this&&(c.targetShape._fireAndBubble(t.pointerout,{...v}),c.targetShape._fireAndBubble(t.pointerleave,{...v}))}),o||this._fire(t.pointerup,{evt:e,target:this,currentTarget:this,pointerId:this._changedPointerPositions[0].id}),e.cancelable&&n!=="touch"&&n!=="pointer"&&e.preventDefault()}_contextmenu(e){this.setPointersPositions(e);let t=this.getIntersection(this.getPointerPosition());t&&t.isListening()?t._fireAndBubble(On,{evt:e}):this._fire(On,{evt:e,target:this,currentTarget:this})}_wheel(e){this.setPointersPositions(e);let t=this.getIntersection(this.getPointerPosition());t&&t.isListening()?t._fireAndBubble(In,{evt:e}):this._fire(In,{evt:e,target:this,currentTarget:this})}_pointercancel(e){this.setPointersPositions(e);let t=be(e.type);this._changedPointerPositions.forEach(n=>{var r;let o=g._getEventType(e.type),s=`${o}:${n.id}`;this._cancelClick(n.id,o);let a=(r=this._pointerStates.get(s))===null||r===void 0?void 0:r.targetShape;a&&o!=="touch"?this._pointerStates.set(s,{targetShape:a}):this._pointerStates.delete(s);let l=qe(n.id)||this.getIntersection(n),c={evt:e,pointerId:n.id};l?(t&&l._fireAndBubble(t.pointercancel,{...c}),l._fireAndBubble(Te,{...c})):t&&this._fire(t.pointercancel,{...c,target:this,currentTarget:this}),re(n.id),t&&o==="touch"&&a?.getStage()===this&&(a._fireAndBubble(t.pointerout,{...c}),a._fireAndBubble(t.pointerleave,{...c}))})}_lostpointercapture(e){qe(e.pointerId,this)&&re(e.pointerId)}setPointersPositions(e){let t=this._getContentPosition(),n=null,r=null;e=e||window.event,e.touches!==void 0?(this._pointerEventType="touch",this._pointerPositions=[],this._changedPointerPositions=[],Array.prototype.forEach.call(e.touches,o=>{this._pointerPositions.push({id:o.identifier,x:(o.clientX-t.left)/t.scaleX,y:(o.clientY-t.top)/t.scaleY})}),Array.prototype.forEach.call(e.changedTouches||e.touches,o=>{this._changedPointerPositions.push({id:o.identifier,x:(o.clientX-t.left)/t.scaleX,y:(o.clientY-t.top)/t.scaleY})})):(this._pointerEventType=e.pointerId===void 0?"mouse":"pointer",n=(e.clientX-t.left)/t.scaleX,r=(e.clientY-t.top)/t.scaleY,this.pointerPos={x:n,y:r},this._pointerPositions=[{x:n,y:r,id:g._getFirstPointerId(e)}],this._changedPointerPositions=[{x:n,y:r,id:g._getFirstPointerId(e)}])}_setPointerPosition(e){g.warn('Method _setPointerPosition is deprecated. Use "stage.setPointersPositions(event)" instead.'),this.setPointersPositions(e)}_getContentPosition(){if(!this.content||!this.content.getBoundingClientRect)return{top:0,left:0,scaleX:1,scaleY:1};let e=this.content.getBoundingClientRect();return{top:e.top,left:e.left,scaleX:e.width/this.content.clientWidth||1,scaleY:e.height/this.content.clientHeight||1}}_buildDOM(){if(this.bufferHitCanvas=new ie({pixelRatio:1,width:0,height:0}),!C.isBrowser)return;let e=this.container();if(!e)throw"Stage has no container. A container is required.";e.innerHTML="",this.content=e.ownerDocument.createElement("div"),this.content.style.position="relative",this.content.style.userSelect="none",this.content.className="konvajs-content",this.content.setAttribute("role","presentation"),e.appendChild(this.content),Di(this._getOwnerWindow()),this._resizeDOM()}cache(){return g.warn("Cache function is not allowed for stage. You may use cache only for layers, groups and shapes."),this}clearCache(){return this}batchDraw(){var e;return(e=this.children)===null||e===void 0||e.forEach(function(t){t.batchDraw()}),this}};ae.prototype.nodeType=La;K(ae);b.addGetterSetter(ae,"container");b.addGetterSetter(ae,"eventBatchFunc");var Wi="hasShadow",Xi="hasFill",Yi="hasStroke",qi="shadowRGBA",$i="patternImage",Ji="linearGradient",Qi="radialGradient",St;function Dn(){return St||(St=g.createCanvasElement().getContext("2d"),St)}var we={};function Zi(i){let e=this.attrs.fillRule;e?i.fill(e):i.fill()}function er(i){i.stroke()}function Ba(){this._clearCache(Wi)}function Ga(){this._clearCache(Xi)}function Ha(){this._clearCache(Yi)}function za(){this._clearCache(qi)}function Na(){this._clearCache($i)}function Va(){this._clearCache(Ji)}function Ua(){this._clearCache(Qi)}var x=class i extends _{constructor(e){super(e);let t,n=0;for(;t=g.getHitColor(),!(t&&!(t in we));)if(n++,n>=1e4){g.warn("Failed to find a unique color key for a shape. Konva may work incorrectly. Most likely your browser is using canvas farbling. Consider disabling it."),t=g.getRandomColor();break}this.colorKey=t,we[t]=this}getContext(){return g.warn("shape.getContext() method is deprecated. Please do not use it."),this.getLayer().getContext()}getCanvas(){return g.warn("shape.getCanvas() method is deprecated. Please do not use it."),this.getLayer().getCanvas()}getSceneFunc(){return this.attrs.sceneFunc||this._sceneFunc}getHitFunc(){return this.attrs.hitFunc||this._hitFunc}hasShadow(){return this._getCache(Wi,this._hasShadow)}_hasShadow(){return this.shadowEnabled()&&this.shadowOpacity()!==0&&!!(this.shadowColor()||this.shadowBlur()||this.shadowOffsetX()||this.shadowOffsetY())}_toStyleSpace(e){return this._styleTransform?this._styleTransform.point(e):e}_getFillPattern(){let e=this._getCache($i,this._createFillPattern);return e&&this._setFillPatternTransform(e)}_createFillPattern(){if(this.fillPatternImage())return Dn().createPattern(this.fillPatternImage(),this.fillPatternRepeat()||"repeat")}_setFillPatternTransform(e){var t;if(e.setTransform){let n=((t=this._styleTransform)===null||t===void 0?void 0:t.copy())||new H;n.translate(this.fillPatternX(),this.fillPatternY()),n.rotate(C.getAngle(this.fillPatternRotation())),n.scale(this.fillPatternScaleX(),this.fillPatternScaleY()),n.translate(-1*this.fillPatternOffsetX(),-1*this.fillPatternOffsetY());let r=n.getMatrix(),o=typeof DOMMatrix>"u"?{a:r[0],b:r[1],c:r[2],d:r[3],e:r[4],f:r[5]}:new DOMMatrix(r);e.setTransform(o)}return e}_getLinearGradient(){return this._styleTransform?this.__getLinearGradient():this._getCache(Ji,this.__getLinearGradient)}__getLinearGradient(){let e=this.fillLinearGradientColorStops();if(e){let t=Dn(),n=this._toStyleSpace(this.fillLinearGradientStartPoint()),r=this._toStyleSpace(this.fillLinearGradientEndPoint()),o=t.createLinearGradient(n.x,n.y,r.x,r.y);for(let s=0;s<e.length;s+=2)o.addColorStop(e[s],e[s+1]);return o}}_getRadialGradient(){return this._styleTransform?this.__getRadialGradient():this._getCache(Qi,this.__getRadialGradient)}__getRadialGradient(){let e=this.fillRadialGradientColorStops();if(e){let t=Dn(),n=this._toStyleSpace(this.fillRadialGradientStartPoint()),r=this._toStyleSpace(this.fillRadialGradientEndPoint()),o=t.createRadialGradient(n.x,n.y,this.fillRadialGradientStartRadius(),r.x,r.y,this.fillRadialGradientEndRadius());for(let s=0;s<e.length;s+=2)o.addColorStop(e[s],e[s+1]);return o}}getShadowRGBA(){return this._getCache(qi,this._getShadowRGBA)}_getShadowRGBA(){if(!this.hasShadow())return;let e=g.colorToRGBA(this.shadowColor());if(e)return"rgba("+e.r+","+e.g+","+e.b+","+e.a*(this.shadowOpacity()||1)+")"}hasFill(){return this._getCache(Xi,this._hasFill)}_hasFill(){return this.fillEnabled()&&!!(this.fill()||this.fillPatternImage()||this.fillLinearGradientColorStops()||this.fillRadialGradientColorStops())}hasStroke(){return this._getCache(Yi,this._hasStroke)}_hasStroke(){return this.strokeEnabled()&&!!(this.strokeWidth()&&(this.stroke()||this.strokeLinearGradientColorStops()))}hasHitStroke(){let e=this.hitStrokeWidth();return e==="auto"?this.hasStroke():this.strokeEnabled()&&!!e}intersects(e){let t=this.getStage();if(!t)return!1;let n=t.bufferHitCanvas;return n.setSizeIfChanged(t.width(),t.height()),n.getContext().clear(),this.drawHit(n),n.context.getImageData(Math.floor(e.x),Math.floor(e.y),1,1).data[3]>0}destroy(){return _.prototype.destroy.call(this),delete we[this.colorKey],delete this.colorKey,this}_useBufferCanvas(e,t=this.getAbsoluteOpacity()){var n;if(!((n=this.attrs.perfectDrawEnabled)!==null&&n!==void 0?n:!0))return!1;let o=e||this.hasFill(),s=this.hasStroke(),a=!this._isUnderCache&&t!==1;if(o&&s&&a)return!0;let l=this.hasShadow(),c=this.shadowForStrokeEnabled();return!!(o&&s&&l&&c)}setStrokeHitEnabled(e){g.warn("strokeHitEnabled property is deprecated. Please use hitStrokeWidth instead."),e?this.hitStrokeWidth("auto"):this.hitStrokeWidth(0)}getStrokeHitEnabled(){return this.hitStrokeWidth()!==0}getSelfRect(){let e=this.attrs.selfRectFunc;if(e)return{...e.call(this,this)};let t=this.size();return{x:this._centroid?-t.width/2:0,y:this._centroid?-t.height/2:0,width:t.width,height:t.height}}_getSelfRectForDrawing(){return this.getSelfRect()}getClientRect(e={}){let t=this._getCachedSceneRect(e);if(t)return t;let n=e.skipTransform,r=e.relativeTo,o=e._forDrawing,s=o?this._getSelfRectForDrawing():this.getSelfRect();o&&!this.strokeScaleEnabled()?s=this._transformedRect(s,r):(s.width<0||s.height<0)&&(s=new H()._getTransformedRect(s));let l=!e.skipStroke&&this.hasStroke()?o?this._getStrokePadding()*2:this.strokeWidth():0,c=l,h=l,d;if(!o&&l&&!this.strokeScaleEnabled()){let u=this;for(;u&&!u.isCached()&&!u._isUnderCache;)u=u.parent;let[f,v,y,w]=this.getAbsoluteTransform(u).getMatrix(),S=Math.abs(f*w-v*y);if(S)c*=Math.hypot(y,w)/S,h*=Math.hypot(f,v)/S;else if(!n&&(c=h=0,d=u?u.getAbsoluteTransform().copy():new H,r)){let k=r.getAbsoluteTransform(),[R,F,B,z]=k.getMatrix();d=R*z-F*B?k.copy().invert().multiply(d):new H}}let p={x:s.x-c/2,y:s.y-h/2,width:s.width+c,height:s.height+h};if(o&&this.strokeScaleEnabled()&&(p=this._transformedRect(p,r)),!e.skipShadow&&this.hasShadow()){let u=o?this.getAbsoluteScale():{x:1,y:1},f=this.shadowOffsetX()*u.x,v=this.shadowOffsetY()*u.y,y=this.shadowBlur()*(o?2*Math.min(Math.abs(u.x),Math.abs(u.y)):1);p.x+=Math.min(0,f)-y,p.y+=Math.min(0,v)-y,p.width+=Math.abs(f)+y*2,p.height+=Math.abs(v)+y*2}if(o)return p;if(!n){let u=this._transformedRect(p,r);if(d){let[f,v,y,w]=d.getMatrix(),S=l*Math.hypot(f,y)/2,k=l*Math.hypot(v,w)/2;u.x-=S,u.y-=k,u.width+=S*2,u.height+=k*2}return u}return p}_getStrokePadding(e=this.miterLimit()||10){return this.attrs.sceneFunc&&(e=this.miterLimit()||10),Math.abs(this.strokeWidth())/2*Math.max(this.lineCap()==="square"?Math.SQRT2:1,(this.lineJoin()||"miter")==="miter"?e:1)}drawScene(e,t){let n=this.getLayer(),r=e||n.getCanvas(),o=r.getContext(),s=this._getCanvasCache(),a=this.getSceneFunc(),l=this.hasShadow(),c=t===this;if(!(t?this._isVisible(t):this.isVisible())&&!c)return this;if(s){o.save();let h=this.getAbsoluteTransform(t).getMatrix();return o.transform(h[0],h[1],h[2],h[3],h[4],h[5]),this._drawCachedSceneCanvas(o),o.restore(),this}if(!a)return this;o.save();try{if(r.width&&r.height&&this._useBufferCanvas(void 0,o._getOpacity(this))){let h=!!o._opacityRoot||!!this.attrs.selfRectFunc&&this.getSelfRect===i.prototype.getSelfRect||!this.attrs.sceneFunc&&!this.attrs.charRenderFunc&&kn.has(this.constructor),d=r._prepareIsolationCanvas(h?this.getClientRect({_forDrawing:!0,relativeTo:t,skipShadow:!0}):void 0),p=d.getContext();p.save(),p._applyLineJoin(this),p._applyMiterLimit(this);let u=this.getAbsoluteTransform(t).getMatrix();p.transform(u[0],u[1],u[2],u[3],u[4],u[5]),a.call(this,p,this),p.restore(),l&&o._applyShadow(this),c||(o._applyOpacity(this),o._applyGlobalCompositeOperation(this)),o._drawDeviceBuffer(d)}else{if(o._applyLineJoin(this),o._applyMiterLimit(this),!c){let h=this.getAbsoluteTransform(t).getMatrix();o.transform(h[0],h[1],h[2],h[3],h[4],h[5]),o._applyOpacity(this),o._applyGlobalCompositeOperation(this)}l&&o._applyShadow(this),a.call(this,o,this)}}catch(h){throw r._releaseIsolationCanvas(),h}finally{o.restore()}return this}drawHit(e,t){if(!this.shouldDrawHit(t))return this;let n=this.getLayer(),r=e||n.hitCanvas,o=r&&r.getContext(),s=this.hitFunc()||this.sceneFunc(),a=this._getCachedHitCanvas(t);if(this.colorKey||g.warn("Looks like your canvas has a destroyed shape in it. Do not reuse shape after you destroyed it. If you want to reuse shape you should call remove() instead of destroy()"),a){o.save();let c=this.getAbsoluteTransform(t).getMatrix();return o.transform(c[0],c[1],c[2],c[3],c[4],c[5]),this._drawCachedHitCanvas(o,a),o.restore(),this}if(!s)return this;if(o.save(),o._applyLineJoin(this),o._applyMiterLimit(this),!(this===t)){let c=this.getAbsoluteTransform(t).getMatrix();o.transform(c[0],c[1],c[2],c[3],c[4],c[5])}try{s.call(this,o,this)}finally{o.restore()}return this}drawHitFromCache(e=0){let t=this._getCachedSceneCanvas(),n=this._getCachedHitCanvas(),r=n.getContext(),o=n.getWidth(),s=n.getHeight();r.clear(),r.drawImage(t._canvas,0,0,o/n.pixelRatio,s/n.pixelRatio);try{let a=r.getImageData(0,0,o,s),l=a.data,c=l.length,h=g._hexToRgb(this.colorKey);for(let d=0;d<c;d+=4)l[d+3]>e?(l[d]=h.r,l[d+1]=h.g,l[d+2]=h.b,l[d+3]=255):l[d+3]=0;r.putImageData(a,0,0)}catch(a){g.error("Unable to draw hit graph from cached scene canvas. "+a.message)}return this}hasPointerCapture(e){return vt(e,this)}setPointerCapture(e){yt(e,this)}releaseCapture(e){re(e,this)}};x.prototype._fillFunc=Zi;x.prototype._strokeFunc=er;x.prototype._fillFuncHit=Zi;x.prototype._strokeFuncHit=er;x.prototype._centroid=!1;x.prototype.nodeType="Shape";K(x);x.prototype.on("shadowColorChange.konva shadowBlurChange.konva shadowOffsetXChange.konva shadowOffsetYChange.konva shadowOpacityChange.konva shadowEnabledChange.konva",Ba);x.prototype.on("shadowColorChange.konva shadowOpacityChange.konva shadowEnabledChange.konva",za);x.prototype.on("fillEnabledChange.konva fillChange.konva fillPatternImageChange.konva fillLinearGradientColorStopsChange.konva fillRadialGradientColorStopsChange.konva",Ga);x.prototype.on("strokeEnabledChange.konva strokeWidthChange.konva strokeChange.konva strokeLinearGradientColorStopsChange.konva",Ha);x.prototype.on("fillPriorityChange.konva fillPatternImageChange.konva fillPatternRepeatChange.konva fillPatternScaleXChange.konva fillPatternScaleYChange.konva fillPatternOffsetXChange.konva fillPatternOffsetYChange.konva fillPatternXChange.konva fillPatternYChange.konva fillPatternRotationChange.konva",Na);x.prototype.on("fillPriorityChange.konva fillLinearGradientColorStopsChange.konva fillLinearGradientStartPointXChange.konva fillLinearGradientStartPointYChange.konva fillLinearGradientEndPointXChange.konva fillLinearGradientEndPointYChange.konva",Va);x.prototype.on("fillPriorityChange.konva fillRadialGradientColorStopsChange.konva fillRadialGradientStartPointXChange.konva fillRadialGradientStartPointYChange.konva fillRadialGradientEndPointXChange.konva fillRadialGradientEndPointYChange.konva fillRadialGradientStartRadiusChange.konva fillRadialGradientEndRadiusChange.konva",Ua);b.addGetterSetter(x,"stroke",void 0,Mn());b.addGetterSetter(x,"strokeWidth",2,E());b.addGetterSetter(x,"fillAfterStrokeEnabled",!1);b.addGetterSetter(x,"hitStrokeWidth","auto",Pi());b.addGetterSetter(x,"strokeHitEnabled",!0,X());b.addGetterSetter(x,"perfectDrawEnabled",!0,X());b.addGetterSetter(x,"shadowForStrokeEnabled",!0,X());b.addGetterSetter(x,"lineJoin");b.addGetterSetter(x,"lineCap");b.addGetterSetter(x,"miterLimit");b.addGetterSetter(x,"sceneFunc");b.addGetterSetter(x,"hitFunc");b.addGetterSetter(x,"selfRectFunc");b.addGetterSetter(x,"dash");b.addGetterSetter(x,"dashOffset",0,E());b.addGetterSetter(x,"shadowColor",void 0,oe());b.addGetterSetter(x,"shadowBlur",0,E());b.addGetterSetter(x,"shadowOpacity",1,E());b.addComponentsGetterSetter(x,"shadowOffset",["x","y"]);b.addGetterSetter(x,"shadowOffsetX",0,E());b.addGetterSetter(x,"shadowOffsetY",0,E());b.addGetterSetter(x,"fillPatternImage");b.addGetterSetter(x,"fill",void 0,Mn());b.addGetterSetter(x,"fillPatternX",0,E());b.addGetterSetter(x,"fillPatternY",0,E());b.addGetterSetter(x,"fillLinearGradientColorStops");b.addGetterSetter(x,"strokeLinearGradientColorStops");b.addGetterSetter(x,"fillRadialGradientStartRadius",0);b.addGetterSetter(x,"fillRadialGradientEndRadius",0);b.addGetterSetter(x,"fillRadialGradientColorStops");b.addGetterSetter(x,"fillPatternRepeat","repeat");b.addGetterSetter(x,"fillEnabled",!0);b.addGetterSetter(x,"strokeEnabled",!0);b.addGetterSetter(x,"shadowEnabled",!0);b.addGetterSetter(x,"dashEnabled",!0);b.addGetterSetter(x,"strokeScaleEnabled",!0);b.addGetterSetter(x,"fillPriority","color");b.addComponentsGetterSetter(x,"fillPatternOffset",["x","y"]);b.addGetterSetter(x,"fillPatternOffsetX",0,E());b.addGetterSetter(x,"fillPatternOffsetY",0,E());b.addComponentsGetterSetter(x,"fillPatternScale",["x","y"]);b.addGetterSetter(x,"fillPatternScaleX",1,E());b.addGetterSetter(x,"fillPatternScaleY",1,E());b.addComponentsGetterSetter(x,"fillLinearGradientStartPoint",["x","y"]);b.addComponentsGetterSetter(x,"strokeLinearGradientStartPoint",["x","y"]);b.addGetterSetter(x,"fillLinearGradientStartPointX",0);b.addGetterSetter(x,"strokeLinearGradientStartPointX",0);b.addGetterSetter(x,"fillLinearGradientStartPointY",0);b.addGetterSetter(x,"strokeLinearGradientStartPointY",0);b.addComponentsGetterSetter(x,"fillLinearGradientEndPoint",["x","y"]);b.addComponentsGetterSetter(x,"strokeLinearGradientEndPoint",["x","y"]);b.addGetterSetter(x,"fillLinearGradientEndPointX",0);b.addGetterSetter(x,"strokeLinearGradientEndPointX",0);b.addGetterSetter(x,"fillLinearGradientEndPointY",0);b.addGetterSetter(x,"strokeLinearGradientEndPointY",0);b.addComponentsGetterSetter(x,"fillRadialGradientStartPoint",["x","y"]);b.addGetterSetter(x,"fillRadialGradientStartPointX",0);b.addGetterSetter(x,"fillRadialGradientStartPointY",0);b.addComponentsGetterSetter(x,"fillRadialGradientEndPoint",["x","y"]);b.addGetterSetter(x,"fillRadialGradientEndPointX",0);b.addGetterSetter(x,"fillRadialGradientEndPointY",0);b.addGetterSetter(x,"fillPatternRotation",0);b.addGetterSetter(x,"fillRule",void 0,oe());b.backCompat(x,{dashArray:"dash",getDashArray:"getDash",setDashArray:"setDash",drawFunc:"sceneFunc",getDrawFunc:"getSceneFunc",setDrawFunc:"setSceneFunc",drawHitFunc:"hitFunc",getDrawHitFunc:"getHitFunc",setDrawHitFunc:"setHitFunc"});var ja="beforeDraw",Ka="draw",Wa=10,tr=256;function nr(i,e){return i[e+3]>=128?we[g.getHitColorKey(i[e],i[e+1],i[e+2])]:void 0}var Y=class extends G{constructor(e){super(e),this.canvas=new $,this.hitCanvas=new ie({pixelRatio:1}),this._waitingForDraw=!1,this.on("visibleChange.konva",this._checkVisibility),this._checkVisibility(),this.on("imageSmoothingEnabledChange.konva",this._setSmoothEnabled),this._setSmoothEnabled()}createPNGStream(){return this.canvas._canvas.createPNGStream()}getCanvas(){return this.canvas}getNativeCanvasElement(){return this.canvas._canvas}getHitCanvas(){return this.hitCanvas}getContext(){return this.getCanvas().getContext()}clear(e){return this.getContext().clear(e),this.getHitCanvas().getContext().clear(e),this}setZIndex(e){super.setZIndex(e);let t=this.getStage();return t&&t.content&&(t.content.removeChild(this.getNativeCanvasElement()),e<t.children.length-1?t.content.insertBefore(this.getNativeCanvasElement(),t.children[e+1].getCanvas()._canvas):t.content.appendChild(this.getNativeCanvasElement())),this}moveToTop(){_.prototype.moveToTop.call(this);let e=this.getStage();return e&&e.content&&(e.content.removeChild(this.getNativeCanvasElement()),e.content.appendChild(this.getNativeCanvasElement())),!0}moveUp(){if(!_.prototype.moveUp.call(this))return!1;let t=this.getStage();return!t||!t.content?!1:(t.content.removeChild(this.getNativeCanvasElement()),this.index<t.children.length-1?t.content.insertBefore(this.getNativeCanvasElement(),t.children[this.index+1].getCanvas()._canvas):t.content.appendChild(this.getNativeCanvasElement()),!0)}moveDown(){if(_.prototype.moveDown.call(this)){let e=this.getStage();if(e){let t=e.children;e.content&&(e.content.removeChild(this.getNativeCanvasElement()),e.content.insertBefore(this.getNativeCanvasElement(),t[this.index+1].getCanvas()._canvas))}return!0}return!1}moveToBottom(){if(_.prototype.moveToBottom.call(this)){let e=this.getStage();if(e){let t=e.children;e.content&&(e.content.removeChild(this.getNativeCanvasElement()),e.content.insertBefore(this.getNativeCanvasElement(),t[1].getCanvas()._canvas))}return!0}return!1}getLayer(){return this}remove(){var e,t;super.remove();let n=this.getNativeCanvasElement(),r=this.getHitCanvas()._canvas;return(e=n.parentNode)===null||e===void 0||e.removeChild(n),(t=r.parentNode)===null||t===void 0||t.removeChild(r),this}getStage(){return this.parent}_setSize({width:e,height:t}){return this.canvas.setSize(e,t),this._syncHitCanvasSize(),this._setSmoothEnabled(),this}_syncHitCanvasSize(){let e=this.isListening();this.hitCanvas.setSizeIfChanged((e?this.getWidth():0)||0,(e?this.getHeight():0)||0)}_validateAdd(e){let t=e.getType();t!=="Group"&&t!=="Shape"&&g.throw("You may only add groups and shapes to a layer.")}_toKonvaCanvas(e){return e={...e},e.width=e.width||this.getWidth(),e.height=e.height||this.getHeight(),e.x=e.x!==void 0?e.x:this.x(),e.y=e.y!==void 0?e.y:this.y(),_.prototype._toKonvaCanvas.call(this,e)}_checkVisibility(){this.visible()?this.canvas._canvas.style.display="block":this.canvas._canvas.style.display="none"}_setSmoothEnabled(){this.getContext()._context.imageSmoothingEnabled=this.imageSmoothingEnabled()}getWidth(){if(this.parent)return this.parent.width()}setWidth(){g.warn('Can not change width of layer. Use "stage.width(value)" function instead.')}getHeight(){if(this.parent)return this.parent.height()}setHeight(){g.warn('Can not change height of layer. Use "stage.height(value)" function instead.')}batchDraw(){var e;return this._waitingForDraw||(this._waitingForDraw=!0,g.requestAnimFrame(()=>{this._waitingForDraw=!1,this.draw()},(e=this.getStage())===null||e===void 0?void 0:e._getOwnerWindow())),this}getIntersection(e){if(!this.isListening()||!this.isVisible())return null;let t=this._getIntersection(e);if(t.shape)return t.shape;if(!t.antialiased)return null;let n=this.hitCanvas.pixelRatio,r=Math.floor(e.x*n),o=Math.floor(e.y*n),s=d=>this.hitCanvas.context.getImageData(r-d,o-d,d*2+1,d*2+1).data,a=Wa,l=a*2+1,c=s(a),h=c[(a*l+a)*4+3];for(let d=1;d<=tr;d++){d>a&&(a=Math.min(tr,a*2),l=a*2+1,c=s(a));let p=0;for(let u=-d;u<=d;u++){let f=Math.abs(u)===d?1:d*2;for(let v=-d;v<=d;v+=f){let y=((u+a)*l+v+a)*4,w=nr(c,y);if(w)return w;p=Math.max(p,c[y+3])}}if(p<=h&&p!==255)return null;h=p}return null}_getIntersection(e){if(!this.hitCanvas.width||!this.hitCanvas.height)return{};let t=this.hitCanvas.pixelRatio,n=this.hitCanvas.context.getImageData(Math.floor(e.x*t),Math.floor(e.y*t),1,1).data,r=nr(n,0);return r?{shape:r}:n[3]>0?{antialiased:!0}:{}}drawScene(e,t){let n=this.getLayer(),r=e||n&&n.getCanvas();return this._fire(ja,{node:this}),this.clearBeforeDraw()&&r.getContext().clear(),G.prototype.drawScene.call(this,r,t),r._trimIsolationCanvas(),this._fire(Ka,{node:this}),this}shouldDrawHit(e){var t;if(!super.shouldDrawHit(e))return!1;if(e||C.hitOnDragEnabled)return!0;let n=!1;return P._dragElements.forEach(r=>{r.dragStatus==="dragging"&&(r.node===this.getStage()||r.node.getLayer()===this)&&(n=!0)}),!n&&!(!((t=C.Transformer)===null||t===void 0)&&t._isLayerTransforming(this))}drawHit(e,t){let n=this.getLayer(),r=e||n&&n.hitCanvas;return!e&&n&&(n._syncHitCanvasSize(),n.clearBeforeDraw()&&n.getHitCanvas().getContext().clear()),G.prototype.drawHit.call(this,r,t),this}enableHitGraph(){return this.hitGraphEnabled(!0),this}disableHitGraph(){return this.hitGraphEnabled(!1),this}setHitGraphEnabled(e){g.warn("hitGraphEnabled method is deprecated. Please use layer.listening() instead."),this.listening(e)}getHitGraphEnabled(e){return g.warn("hitGraphEnabled method is deprecated. Please use layer.listening() instead."),this.listening()}toggleHitCanvas(){if(!this.parent||!this.parent.content)return;let e=this.parent;!!this.hitCanvas._canvas.parentNode?e.content.removeChild(this.hitCanvas._canvas):e.content.appendChild(this.hitCanvas._canvas)}destroy(){return this.getCanvas()._releaseIsolationCanvas(),g.releaseCanvas(this.getNativeCanvasElement(),this.getHitCanvas()._canvas),super.destroy()}};Y.prototype.nodeType="Layer";K(Y);b.addGetterSetter(Y,"imageSmoothingEnabled",!0);b.addGetterSetter(Y,"clearBeforeDraw",!0);b.addOverloadedGetterSetter(Y,"hitGraphEnabled");var Ae=class extends Y{constructor(e){super(e),this.listening(!1),g.warn('Konva.FastLayer is deprecated. Please use "new Konva.Layer({ listening: false })" instead.')}};Ae.prototype.nodeType="FastLayer";K(Ae);var xe=class extends G{_validateAdd(e){let t=e.getType();t!=="Group"&&t!=="Shape"&&g.throw("You may only add groups and shapes to groups.")}_drawChildNodes(e,t,n){if(e!=="drawScene"||!this.isolated()||n===this)return super._drawChildNodes(e,t,n);if(!t.width||!t.height)return;let r=t.getContext(),o=t._prepareIsolationCanvas(this.getClientRect({_forDrawing:!0,relativeTo:n})),s=o.getContext();s._opacityRoot=this,r.save();try{super._drawChildNodes(e,o,n),r._applyOpacity(this),r._drawDeviceBuffer(o)}catch(a){throw t._releaseIsolationCanvas(),a}finally{r.restore(),s._opacityRoot=void 0}}};b.addGetterSetter(xe,"isolated",!1,X());xe.prototype.nodeType="Group";K(xe);var Fn,Bn=!((Fn=ge.performance)===null||Fn===void 0)&&Fn.now?()=>ge.performance.now():Date.now,Q=class i{constructor(e,t){this.id=i.animIdCounter++,this.frame={time:0,timeDiff:0,lastTime:Bn(),frameRate:0},this.func=e,this.setLayers(t)}setLayers(e){return this.layers=e?[].concat(e):[],this}getLayers(){return this.layers}addLayer(e){let t=this.layers,n=t.length;for(let r=0;r<n;r++)if(t[r]._id===e._id)return!1;return this.layers.push(e),!0}isRunning(){return i.animations.has(this)}start(){return this.stop(),this.frame.timeDiff=0,this.frame.lastTime=Bn(),i._addAnimation(this),this}stop(){return i._removeAnimation(this),this}_updateFrameObject(e){this.frame.timeDiff=e-this.frame.lastTime,this.frame.lastTime=e,this.frame.time+=this.frame.timeDiff,this.frame.frameRate=1e3/this.frame.timeDiff}static _addAnimation(e){this.animations.add(e),this._handleAnimation()}static _removeAnimation(e){this.animations.delete(e)}static _runFrames(){let e=new Set;_._updateBatch(()=>{Array.from(this.animations).forEach(t=>{this.animations.has(t)&&(t._updateFrameObject(Bn()),!(t.func&&t.func.call(t,t.frame)===!1)&&t.layers.forEach(n=>n&&e.add(n)))})}),e.forEach(t=>t.batchDraw())}static _animationLoop(){let e=i;e.animations.size?(e._runFrames(),g.requestAnimFrame(e._animationLoop)):e.animRunning=!1}static _handleAnimation(){this.animRunning||(this.animRunning=!0,g.requestAnimFrame(this._animationLoop))}};Q.animations=new Set;Q.animIdCounter=0;Q.animRunning=!1;var Xa={node:1,duration:1,easing:1,onFinish:1,onUpdate:1,onReset:1,yoyo:1},Ya=1,ir=2,rr=3,or=["fill","stroke","shadowColor"],qa=0;function _t(i){return g.colorToRGBA(i)||g.throw('can not tween the color "'+i+'", because it is not a valid color.')}function sr(i,e){return{r:e.r-i.r,g:e.g-i.g,b:e.b-i.b,a:e.a-i.a}}function ar(i,e,t){return"rgba("+Math.round(i.r+e.r*t)+","+Math.round(i.g+e.g*t)+","+Math.round(i.b+e.b*t)+","+(i.a+e.a*t)+")"}var Gn=class{constructor(e,t,n,r,o,s,a){this.prop=e,this.propFunc=t,this.begin=r,this._pos=r,this.duration=s,this._change=0,this.prevPos=0,this.yoyo=a,this._time=0,this._position=0,this._startTime=0,this._finish=0,this.func=n,this._change=o-this.begin,this.pause()}fire(e){let t=this[e];t&&t()}setTime(e){e>this.duration?this.yoyo?(this._time=this.duration,this.reverse()):this.finish():e<0?this.yoyo?(this._time=0,this.play()):this.reset():(this._time=e,this.update())}getTime(){return this._time}setPosition(e){this.prevPos=this._pos,this.propFunc(e),this._pos=e}getPosition(e){return e===void 0&&(e=this._time),this.func(e,this.begin,this._change,this.duration)}play(){this.state=ir,this._startTime=this.getTimer()-this._time,this.fire("onPlay"),this.onEnterFrame()}reverse(){this.state=rr,this._time=this.duration-this._time,this._startTime=this.getTimer()-this._time,this.fire("onReverse"),this.onEnterFrame()}seek(e){this.pause(),this._time=e,this.update(),this.fire("onSeek")}reset(){this.pause(),this._time=0,this.update(),this.fire("onReset")}finish(){this.pause(),this._time=this.duration,this.update(),this.fire("onFinish")}update(){this.setPosition(this.getPosition(this._time)),this.fire("onUpdate")}onEnterFrame(){let e=this.getTimer()-this._startTime;this.state===ir?this.setTime(e):this.state===rr&&this.setTime(this.duration-e)}pause(){this.state=Ya,this.fire("onPause")}getTimer(){return Date.now()}},Se=class i{constructor(e){let t=this,n=e.node,r=n._id,o=e.easing||Re.Linear,s=!!e.yoyo,a,l;typeof e.duration>"u"?a=.3:e.duration===0?a=.001:a=e.duration,this.node=n,this._id=qa++;let c=n.getLayer()||(n instanceof C.Stage?n.getLayers():null);c||g.error("Tween constructor have `node` that is not in a layer. Please add node into layer first."),this.anim=new Q(function(){t.tween.onEnterFrame()},c),this.tween=new Gn(l,function(h){t._tweenFunc(h)},o,0,1,a*1e3,s),this._addListeners(),i.attrs[r]||(i.attrs[r]={}),i.attrs[r][this._id]||(i.attrs[r][this._id]={}),i.tweens[r]||(i.tweens[r]={});for(l in e)Xa[l]===void 0&&this._addAttr(l,e[l]);this.reset(),this.onFinish=e.onFinish,this.onReset=e.onReset,this.onUpdate=e.onUpdate}_addAttr(e,t){if(g._isPlainObject(t)){for(let d in t)this._addAttr(e+g._capitalize(d),t[d]);return}let n=this.node,r=n._id,o,s,a,l,c=i.tweens[r][e];c!==void 0&&delete i.attrs[r][c][e];let h=n.getAttr(e);if(g._isArray(t)||g._isArray(h))if(o=[],l=h,a=t,h=g._isArray(h)?h.slice():new Array(t.length).fill(h||0),g._isArray(t)||(t=new Array(h.length).fill(t)),s=Math.max(t.length,h.length),e==="points"&&t.length!==h.length&&(t.length>h.length?h=g._prepareArrayForTween(h,t,n.closed()):t=g._prepareArrayForTween(t,h,n.closed())),e.endsWith("ColorStops"))for(let d=0;d<s;d++)if(d%2===0)o.push((t[d]||0)-(h[d]||0));else{let p=_t(h[d]);h[d]=p,o.push(sr(p,_t(t[d])))}else for(let d=0;d<s;d++)o.push((t[d]||0)-(h[d]||0));else or.indexOf(e)!==-1?(h=_t(h),o=sr(h,_t(t))):o=t-h;i.attrs[r][this._id][e]={start:h,diff:o,end:t,trueEnd:a,trueStart:l},i.tweens[r][e]=this._id}_tweenFunc(e){var t;let n=this.node,r=(t=i.attrs[n._id])===null||t===void 0?void 0:t[this._id],o,s,a,l,c,h,d,p;for(o in r){if(s=r[o],a=s.start,l=s.diff,p=s.end,g._isArray(a))if(c=[],d=Math.max(a.length,p.length),o.endsWith("ColorStops"))for(h=0;h<d;h++)h%2===0?c.push((a[h]||0)+l[h]*e):c.push(ar(a[h],l[h],e));else for(h=0;h<d;h++)c.push((a[h]||0)+l[h]*e);else or.indexOf(o)!==-1?c=ar(a,l,e):c=a+l*e;n.setAttr(o,c)}}_addListeners(){let e=`destroy.konva-tween${this._id}`,t=()=>this.destroy(),n=()=>{this.node.off(e).on(e,t),this.anim.start()};this.tween.onPlay=n,this.tween.onReverse=n,this.tween.onPause=()=>{this.node.off(e),this.anim.stop()};let r=(o,s)=>{var a;let l=(a=i.attrs[this.node._id])===null||a===void 0?void 0:a[this._id];if(l){for(let c in l)l[c][o]!==void 0&&this.node.setAttr(c,l[c][o]);s?.call(this)}};this.tween.onFinish=()=>r("trueEnd",this.onFinish),this.tween.onReset=()=>r("trueStart",this.onReset),this.tween.onUpdate=()=>{this.onUpdate&&this.onUpdate.call(this)}}play(){return this.tween.play(),this}reverse(){return this.tween.reverse(),this}reset(){return this.tween.reset(),this}seek(e){return this.tween.seek(e*1e3),this}pause(){return this.tween.pause(),this}finish(){return this.tween.finish(),this}destroy(){var e;let t=this.node._id,n=this._id,r=(e=i.attrs[t])===null||e===void 0?void 0:e[n],o=i.tweens[t];if(this.pause(),this.anim&&this.anim.stop(),r){if(o){for(let s in r)delete o[s];Object.keys(o).length===0&&delete i.tweens[t]}delete i.attrs[t][n],Object.keys(i.attrs[t]).length===0&&delete i.attrs[t]}}};Se.attrs={};Se.tweens={};_.prototype.to=function(i){let e=i.onFinish,t=new Se({...i,node:this,onFinish(){t.destroy(),e&&e()}});return t.play(),t};var Re={BackEaseIn(i,e,t,n){return t*(i/=n)*i*((1.70158+1)*i-1.70158)+e},BackEaseOut(i,e,t,n){return t*((i=i/n-1)*i*((1.70158+1)*i+1.70158)+1)+e},BackEaseInOut(i,e,t,n){let r=1.70158;return(i/=n/2)<1?t/2*(i*i*(((r*=1.525)+1)*i-r))+e:t/2*((i-=2)*i*(((r*=1.525)+1)*i+r)+2)+e},ElasticEaseIn(i,e,t,n,r,o){let s=0;return i===0?e:(i/=n)===1?e+t:(o||(o=n*.3),!r||r<Math.abs(t)?(r=t,s=o/4):s=o/(2*Math.PI)*Math.asin(t/r),-(r*Math.pow(2,10*(i-=1))*Math.sin((i*n-s)*(2*Math.PI)/o))+e)},ElasticEaseOut(i,e,t,n,r,o){let s=0;return i===0?e:(i/=n)===1?e+t:(o||(o=n*.3),!r||r<Math.abs(t)?(r=t,s=o/4):s=o/(2*Math.PI)*Math.asin(t/r),r*Math.pow(2,-10*i)*Math.sin((i*n-s)*(2*Math.PI)/o)+t+e)},ElasticEaseInOut(i,e,t,n,r,o){let s=0;return i===0?e:(i/=n/2)===2?e+t:(o||(o=n*(.3*1.5)),!r||r<Math.abs(t)?(r=t,s=o/4):s=o/(2*Math.PI)*Math.asin(t/r),i<1?-.5*(r*Math.pow(2,10*(i-=1))*Math.sin((i*n-s)*(2*Math.PI)/o))+e:r*Math.pow(2,-10*(i-=1))*Math.sin((i*n-s)*(2*Math.PI)/o)*.5+t+e)},BounceEaseOut(i,e,t,n){return(i/=n)<1/2.75?t*(7.5625*i*i)+e:i<2/2.75?t*(7.5625*(i-=1.5/2.75)*i+.75)+e:i<2.5/2.75?t*(7.5625*(i-=2.25/2.75)*i+.9375)+e:t*(7.5625*(i-=2.625/2.75)*i+.984375)+e},BounceEaseIn(i,e,t,n){return t-Re.BounceEaseOut(n-i,0,t,n)+e},BounceEaseInOut(i,e,t,n){return i<n/2?Re.BounceEaseIn(i*2,0,t,n)*.5+e:Re.BounceEaseOut(i*2-n,0,t,n)*.5+t*.5+e},EaseIn(i,e,t,n){return t*(i/=n)*i+e},EaseOut(i,e,t,n){return-t*(i/=n)*(i-2)+e},EaseInOut(i,e,t,n){return(i/=n/2)<1?t/2*i*i+e:-t/2*(--i*(i-2)-1)+e},StrongEaseIn(i,e,t,n){return t*(i/=n)*i*i*i*i+e},StrongEaseOut(i,e,t,n){return t*((i=i/n-1)*i*i*i*i+1)+e},StrongEaseInOut(i,e,t,n){return(i/=n/2)<1?t/2*i*i*i*i*i+e:t/2*((i-=2)*i*i*i*i+2)+e},Linear(i,e,t,n){return t*i/n+e}};var Hn=g._assign(C,{beginUpdateBatch:_._beginUpdateBatch,Util:g,Transform:H,Node:_,Container:G,Stage:ae,stages:Le,Layer:Y,FastLayer:Ae,Group:xe,DD:P,Shape:x,shapes:we,Animation:Q,Tween:Se,Easings:Re,Context:ve,Canvas:Ee});var Z=Hn;var V=class i extends x{constructor(e){super(e),this._loadListener=()=>{this._requestDraw()},this.on("imageChange.konva",t=>{this._removeImageLoad(t.oldVal),this._setImageLoad()}),this._setImageLoad()}_setImageLoad(){var e;let t=this.image();t?.complete&&t.src||t?.readyState>=2||(e=t?.addEventListener)===null||e===void 0||e.call(t,"videoWidth"in t?"loadeddata":"load",this._loadListener)}_removeImageLoad(e){var t;(t=e?.removeEventListener)===null||t===void 0||t.call(e,"videoWidth"in e?"loadeddata":"load",this._loadListener)}destroy(){return this._removeImageLoad(this.image()),super.destroy(),this}_useBufferCanvas(e,t=this.getAbsoluteOpacity()){if(this.attrs.perfectDrawEnabled===!1)return!1;let n=!!this.cornerRadius(),r=this.hasShadow();return n&&r?!0:super._useBufferCanvas(!0,t)}_getStrokePadding(){return super._getStrokePadding(this.strokeScaleEnabled()?1:void 0)}_sceneFunc(e){let t=this.getWidth(),n=this.getHeight(),r=this.cornerRadius(),o=this.attrs.image;if((this.hasFill()||this.hasStroke()||r)&&(e.beginPath(),r?g.drawRoundedRectPath(e,t,n,r):e.rect(0,0,t,n),e.closePath(),e.fillStrokeShape(this)),o){r&&e.clip();let s=this.attrs.cropWidth,a=this.attrs.cropHeight;s&&a?e.drawImage(o,this.cropX(),this.cropY(),s,a,0,0,t,n):e.drawImage(o,0,0,t,n)}}_hitFunc(e){let t=this.width(),n=this.height(),r=this.cornerRadius();e.beginPath(),r?g.drawRoundedRectPath(e,t,n,r):e.rect(0,0,t,n),e.closePath(),e.fillStrokeShape(this)}getWidth(){var e,t,n;let r=this.image();return(n=(t=(e=this.attrs.width)!==null&&e!==void 0?e:r?.videoWidth)!==null&&t!==void 0?t:r?.width)!==null&&n!==void 0?n:0}getHeight(){var e,t,n;let r=this.image();return(n=(t=(e=this.attrs.height)!==null&&e!==void 0?e:r?.videoHeight)!==null&&t!==void 0?t:r?.height)!==null&&n!==void 0?n:0}static fromURL(e,t,n=null){let r=g.createImageElement();r.onload=()=>{r.onload=r.onerror=null,t(new i({image:r}))},r.onerror=n,r.crossOrigin="Anonymous",r.src=e}};V.prototype.className="Image";V.prototype._attrsAffectingSize=["image"];K(V,!0);b.addGetterSetter(V,"cornerRadius",0,Ci(4));b.addGetterSetter(V,"image");b.addComponentsGetterSetter(V,"crop",["x","y","width","height"]);b.addGetterSetter(V,"cropX",0,E());b.addGetterSetter(V,"cropY",0,E());b.addGetterSetter(V,"cropWidth",0,E());b.addGetterSetter(V,"cropHeight",0,E());var{Group:zn,Layer:kt,Shape:Oe,Stage:lr}=Z;var $a=4e6,Ct=class{constructor(e,t,n){this.editor=e;this.stage=t;this.picture=n}editor;stage;picture;moving=new Map;wanted;frames=new Map;order="";released=!1;number=0;begin(e,t=!1){this.end(),this.wanted={ids:e,copies:t},this.build()}build(){let{layers:e}=this.editor.painting;if(!this.wanted||!e.complete||!e.background)return;let{ids:t,copies:n}=this.wanted;this.wanted=void 0,this.order=this.presentOrder;let r=[],o=e.background,s=()=>{(o||r.length)&&this.addFlat(o,r),o=void 0,r=[]};for(let a of this.sprites()){let l=t.has(a.layer.id);(!l||n)&&r.push(a),l&&(s(),this.addMoving(a))}s(),this.place(this.frames)}beginSketch(e){this.end();let t=this.editor.painting.layers.complete,n=t?.9:.75;this.stage.content.add(new Oe({sceneFunc:r=>e(r._context),opacity:n})),t&&this.addFlat(void 0,this.sprites()),this.stage.content.batchDraw()}place(e){this.frames=e;for(let[t,{node:n,painted:r}]of this.moving){let o=e.get(t);o&&n.setAttrs(Nn(r,o))}this.redraw()}redraw(){this.stage.content.batchDraw()}release(){this.released=!0,this.wanted=void 0,this.update()}get active(){return this.stage.content.hasChildren()}update(){if(this.build(),this.editor.painting.busy&&this.follow(),!this.released||!this.active||this.editor.painting.busy)return;let{number:e}=this;this.picture.shown().then(()=>{e===this.number&&this.end()})}follow(){if(this.wanted||this.active&&!this.released)return;let{layers:e}=this.editor.scene,t=e.filter(r=>r.visible&&this.paintedFrame(r)!==r.frame),n=e.length===this.picture.painted.size&&e.every(({id:r})=>this.picture.painted.has(r));t.length===0||!n||!this.editor.painting.layers.complete||((this.order!==this.presentOrder||t.some(({id:r})=>!this.moving.has(r)))&&(this.begin(new Set(t.map(({id:r})=>r))),this.released=!0),this.place(new Map(e.map(({id:r,frame:o})=>[r,o]))))}end(){this.order="",this.number+=1,this.released=!1,this.wanted=void 0,this.frames=new Map,this.moving.clear(),this.active&&(this.stage.content.destroyChildren(),this.stage.content.batchDraw())}get presentOrder(){return this.editor.scene.layers.map(({id:e,visible:t})=>t?e:"").join()}sprites(){let{scene:e,painting:t}=this.editor;return e.layers.flatMap(n=>{let r=n.visible?t.layers.layer(n.id):void 0;return r?[{layer:n,picture:r}]:[]})}paintedFrame({id:e,frame:t}){return this.picture.painted.get(e)??t}addMoving({layer:e,picture:t}){let n=this.paintedFrame(e),{x:r,y:o,width:s,height:a,image:l}=t,c=new zn(Nn(n,e.frame)),h=new zn({rotation:-n.rotation});h.add(new V({image:l,x:r-n.cx,y:o-n.cy,width:s,height:a})),c.add(h),this.moving.set(e.id,{node:c,painted:n}),this.stage.content.add(c)}addFlat(e,t){if(!e&&t.length===0)return;let{width:n,height:r}=this.editor.scene.canvas,o=Math.max(1,this.stage.view.scale*Z.pixelRatio),s=Math.min(o,Math.max(1,Math.sqrt($a/(n*r)))),a=new OffscreenCanvas(Math.round(n*s),Math.round(r*s)),l=a.getContext("2d");l.imageSmoothingQuality="high",l.imageSmoothingEnabled=this.stage.content.imageSmoothingEnabled(),l.scale(a.width/n,a.height/r),e&&l.drawImage(e,0,0,n,r);for(let{layer:c,picture:h}of t){let d=this.paintedFrame(c);l.save();let{x:p,y:u,rotation:f,scaleX:v,scaleY:y}=Nn(d,c.frame);l.translate(p,u),l.rotate(f*Math.PI/180),l.scale(v,y),l.rotate(-d.rotation*Math.PI/180),l.drawImage(h.image,h.x-d.cx,h.y-d.cy,h.width,h.height),l.restore()}this.stage.content.add(new V({image:a,width:n,height:r}))}};function Nn(i,e){let t=i.flip===e.flip?1:-1,[n,r]=[t*e.width/i.width,e.height/i.height];return{x:e.cx,y:e.cy,rotation:e.rotation,scaleX:n,scaleY:r}}function Pt({left:i,top:e,right:t,bottom:n}){let r=Math.max(4,t-i),o=Math.max(4,n-e);return ee({cx:(i+t)/2,cy:(e+n)/2,width:r,height:o,rotation:0,flip:!1})}function ee(i){let{cx:e,cy:t,width:n,height:r,rotation:o,flip:s}=i;return{cx:j(e,2),cy:j(t,2),width:j(n,2),height:j(r,2),rotation:j(o,2),flip:s}}function Ie(i,e=0){let t=i.map(r=>r[0]),n=i.map(r=>r[1]);return{left:Math.min(...t)-e,top:Math.min(...n)-e,right:Math.max(...t)+e,bottom:Math.max(...n)+e}}function te(i,[e,t]){return De(i,[(e-.5)*i.width,(t-.5)*i.height])}function _e(i,e){let[t,n]=Et(i,e);return[t/i.width+.5,n/i.height+.5]}function De(i,[e,t]){let n=i.rotation*Math.PI/180,r=i.flip?-e:e,o=Math.cos(n),s=Math.sin(n);return[i.cx+o*r-s*t,i.cy+s*r+o*t]}function Et(i,[e,t]){let n=i.rotation*Math.PI/180,r=Math.cos(n),o=Math.sin(n),s=e-i.cx,a=t-i.cy,l=r*s+o*a;return[i.flip?-l:l,-o*s+r*a]}function q(i){return Ie([[0,0],[1,0],[0,1],[1,1]].map(t=>te(i,t)))}function cr(i){let e=Pt(Ie(i));return{frame:e,shape:{kind:"polygon",points:i.map(t=>ur(e,t))}}}function dr(i,e){let t=Pt(Ie(i,e/2)),n={points:i.map(r=>ur(t,r)),width:j(e/t.height,5),erase:!1};return{frame:t,shape:{kind:"strokes",strokes:[n],aspect:pr(t.width/t.height)}}}function Vn(i,e,t,n,r){let o=i.width/i.height/e.aspect,s=t.map(y=>Et(i,y)),a={left:-i.width/2,top:-i.height/2,right:i.width/2,bottom:i.height/2};if(!r){let y=Ie(s);a.left=Math.min(a.left,y.left-n/2*o),a.right=Math.max(a.right,y.right+n/2*o),a.top=Math.min(a.top,y.top-n/2),a.bottom=Math.max(a.bottom,y.bottom+n/2)}let l=a.right-a.left,c=a.bottom-a.top,[h,d]=De(i,[(a.left+a.right)/2,(a.top+a.bottom)/2]),p=([y,w])=>[j((y-a.left)/l,5),j((w-a.top)/c,5)],u=e.strokes.map(y=>({...y,points:y.points.map(([w,S])=>p([(w-.5)*i.width,(S-.5)*i.height])).map(hr),width:j(Math.min(4,y.width*i.height/c),5)})),f=s.map(p).filter(y=>!r||y.every(w=>Math.abs(w-.5)<2)),v=f.length?[{points:f,width:j(Math.min(4,n/c),5),erase:r}]:[];return{frame:ee({...i,cx:h,cy:d,width:l,height:c}),shape:{kind:"strokes",strokes:[...u,...v],aspect:pr(l/c/o)}}}function hr([i,e]){return[Math.min(5,Math.max(-4,i)),Math.min(5,Math.max(-4,e))]}function pr(i){return j(Math.min(100,Math.max(.01,i)),5)}function ur(i,e){let[t,n]=_e(i,e);return hr([j(t,5),j(n,5)])}function Mt(i,e){if(i.length<3)return i;let t=new Uint8Array(i.length);t[0]=t[i.length-1]=1;let n=[[0,i.length-1]];for(let r=n.pop();r;r=n.pop()){let[o,s]=r,a=-1,l=e;for(let c=o+1;c<s;c++){let h=fr(i[c],i[o],i[s]);h>l&&([a,l]=[c,h])}a<0||(t[a]=1,n.push([o,a],[a,s]))}return i.filter((r,o)=>t[o])}function fr([i,e],[t,n],[r,o]){let s=r-t,a=o-n,l=s*s+a*a,c=l?Math.min(1,Math.max(0,((i-t)*s+(e-n)*a)/l)):0;return Math.hypot(i-t-c*s,e-n-c*a)}function gr({frame:i,shape:e},t){let[n,r]=_e(i,t);return n<0||n>1||r<0||r>1?!1:e.kind==="polygon"?Ja([n,r],e.points):e.kind==="strokes"?Qa([n,r],e):!0}function Ja([i,e],t){let n=!1;for(let r=0,o=t.length-1;r<t.length;o=r++){let[s,a]=t[r],[l,c]=t[o];a>e!=c>e&&i<(l-s)*(e-a)/(c-a)+s&&(n=!n)}return n}function Qa([i,e],{strokes:t,aspect:n}){let r=!1,o=[i*n,e];for(let{points:s,width:a,erase:l}of t){let c=s.map(([d,p])=>[d*n,p]);c.some((d,p)=>fr(o,c[Math.max(0,p-1)],d)<=a/2)&&(r=!l)}return r}function j(i,e){let t=10**e;return Math.round(i*t)/t}var mr=[[0,0],[1,0],[1,1],[0,1]],vr="rgb(255 255 255 / 85%)",Za="rgb(15 23 42 / 88%)",el="500 12px system-ui, sans-serif";function Tt(i,e,{dashed:t=!1,faint:n=!1}){le(i.context,e,!0),ne(i,t?[5,4]:[],n?.65:1)}function yr(i,e){le(i.context,e,!0),i.context.fillStyle="rgb(255 255 255 / 18%)",i.context.fill(),ne(i,[6,4])}function br(i,e){let{context:t,accent:n}=i;le(t,e,!0),t.save(),t.globalAlpha=.14,t.fillStyle=n,t.fill(),t.restore(),ne(i,[])}function wr(i,{corners:e,grips:t,stem:n}){let{context:r,accent:o,size:s}=i;Tt(i,e,{}),le(r,n,!1),ne(i,[]);let[[a,l],[c,h]]=e,d=Math.atan2(h-l,c-a);for(let{grip:p,at:u}of t)r.save(),r.translate(...u),r.rotate(d),r.beginPath(),p==="rotate"?r.arc(0,0,s/2+.5,0,2*Math.PI):r.roundRect(-s/2,-s/2,s,s,s>12?s/2:2.5),r.shadowColor="rgb(0 0 0 / 35%)",r.shadowBlur=2.5,r.fillStyle="white",r.fill(),r.shadowColor="transparent",r.strokeStyle=o,r.lineWidth=1.5,r.stroke(),r.restore()}function xr({context:i,accent:e},{axis:t,at:n,from:r,to:o},s){let a=t==="x"?[s([n,r]),s([n,o])]:[s([r,n]),s([o,n])],l=t==="x"?0:1;for(let c of a)c[l]=Math.round(c[l])+.5;le(i,a,!1),i.strokeStyle=vr,i.lineWidth=2.5,i.stroke(),i.strokeStyle=e,i.lineWidth=1,i.stroke()}function Sr(i,e,t){let{context:n,accent:r}=i;le(n,e,!0),n.fillStyle="rgb(255 255 255 / 18%)",n.fill(),le(n,e,!1),ne(i,[]),le(n,[e[e.length-1],t],!1),ne(i,[4,4]);for(let[o,[s,a]]of e.entries())n.beginPath(),n.arc(s,a,o===0?i.size/2+1:3,0,2*Math.PI),n.fillStyle="white",n.fill(),n.strokeStyle=r,n.lineWidth=1.5,n.stroke()}function _r(i,[e,t],n,r){let{context:o}=i;o.beginPath(),o.arc(e,t,Math.max(1.5,n),0,2*Math.PI),r&&(o.save(),o.globalAlpha=.75,o.fillStyle=r,o.fill(),o.restore()),ne(i,[]),n<4&&Cr(i,[e,t],9)}function kr(i,e,t){let{context:n}=i;Cr(i,e,16),n.beginPath(),n.arc(...e,7,0,2*Math.PI),t&&(n.fillStyle=i.accent,n.fill()),ne(i,[])}function Cr(i,[e,t],n){let{context:r}=i;r.beginPath();for(let[o,s]of[[1,0],[-1,0],[0,1],[0,-1]])r.moveTo(e+o*4,t+s*4),r.lineTo(e+o*n,t+s*n);ne(i,[])}function Pr({context:i},[e,t],n,r){i.font=el;let[o,s]=[i.measureText(n).width+14,22],a=Math.min(r.width-o-4,Math.max(4,e+16)),l=Math.min(r.height-s-4,Math.max(4,t+18));i.beginPath(),i.roundRect(a,l,o,s,6),i.fillStyle=Za,i.fill(),i.fillStyle="white",i.textBaseline="middle",i.fillText(n,a+7,l+s/2+.5)}function le(i,e,t){i.beginPath();for(let n of e)i.lineTo(...n);t&&i.closePath()}function ne({context:i,accent:e},t,n=1){i.save(),i.globalAlpha=n,i.strokeStyle=vr,i.lineWidth=3,i.stroke(),i.setLineDash(t),i.strokeStyle=e,i.lineWidth=1.5,i.stroke(),i.restore()}var nl={frames:[],hovered:[],handles:void 0,guides:[],marquee:void 0,box:void 0,polygon:void 0,brush:void 0,crosshair:void 0,label:void 0},Lt=class{constructor(e){this.stage=e;e.overlay.add(new Oe({sceneFunc:t=>this.draw(t._context)}))}stage;marks={...nl};set(e){Object.assign(this.marks,e),this.redraw()}redraw(){this.stage.overlay.batchDraw()}draw(e){let{stage:t,marks:n}=this,r={context:e,accent:t.accent,size:t.coarse?16:10},o=l=>t.toStage(l),s=l=>mr.map(c=>o(te(l,c))),a=({left:l,top:c,right:h,bottom:d})=>[o([l,c]),o([h,c]),o([h,d]),o([l,d])];for(let l of n.hovered)Tt(r,s(l),{faint:!0});for(let{frame:l,dashed:c}of n.frames)Tt(r,s(l),{dashed:c});for(let l of n.guides)xr(r,l,o);n.marquee&&br(r,a(n.marquee)),n.box&&yr(r,a(n.box)),n.handles&&wr(r,n.handles),n.polygon&&Sr(r,n.polygon.corners.map(o),o(n.polygon.pointer)),n.brush&&_r(r,o(n.brush.at),n.brush.diameter/2*t.view.scale,n.brush.color),n.crosshair&&kr(r,o(n.crosshair.at),n.crosshair.down),n.label&&Pr(r,n.label.at,n.label.text,t.size)}};var At=class{constructor(e){this.editor=e;this.element=m("img",{class:"picture",alt:e.strings.picture,draggable:"false",decoding:"sync"}),e.painting.display=async t=>{this.element.src=t,await this.shown()}}editor;element;painted=new Map;frame=0;update(){let{painting:e,scene:t}=this.editor;e.frame!==this.frame&&(this.frame=e.frame,this.painted=new Map(t.layers.map(({id:n,frame:r})=>[n,r])))}async shown(){await this.element.decode().catch(()=>{})}};var Un={lang:"en",editor:"Scene editor",tagline:"Sketch a scene; a GAN paints it layer by layer.",tools:"Tools",select:"Select",box:"Box",brush:"Brush",eraser:"Eraser",polygon:"Polygon",undo:"Undo",redo:"Redo",animal:"Animal to add",brushSize:"Brush size",newObject:"New object",canvas:"Canvas: draw and arrange objects here",picture:"The painted scene",hint:"Draw a box to add an animal",hintMore:"or paint its outline with the brush",layers:"Layers",noLayers:"No objects yet",hiddenLayer:"{name}, hidden",background:"Background",newBackground:"New background",uploadPhoto:"Upload photo",newScene:"New scene",examples:"Examples",selected:"Object",nothingSelected:"Select an object to change it.",rerollShape:"Re-roll shape",rerollLook:"Re-roll look",hide:"Hide",show:"Show",flip:"Flip",duplicate:"Duplicate",moveUp:"Move up",moveDown:"Move down",delete:"Delete",category:"Category",opacity:"Opacity",context:"Light",contextScene:"From the scene",contextFree:"On its own",backgroundGenerated:"Generated landscape",backgroundPhoto:"Your photo",backgroundPlain:"Plain colour",loading:"Loading\u2026",waiting:"Painting\u2026",painting:"Painting {step} of {of}\u2026",ready:"Ready",readyIn:"Painted in {ms} ms",uploading:"Uploading the photo\u2026",preparing:"Preparing the download\u2026",dragBox:"Drag to draw a box.",canvasKeys:"With a drawing tool the arrow keys move a pointer; Space presses and lets go, Enter finishes, Escape cancels.",pointerAt:"{x}, {y}",polygonHint:"Click to set corners; click the first one or press Enter to finish.",polygonShort:"A polygon needs at least three corners.",eraserHint:"Select an object, then erase parts of its outline.",tooManyLayers:"A scene on this server has at most {count} objects.",choosePhoto:"This example needs a photo: choose one.",photoTooLarge:"The photo is larger than {megabytes} MB.",photoMissing:"The server no longer has the photo, so the scene got a generated background; upload it again to go on with it.",uploadFailed:"The photo could not be uploaded; nothing was changed.",notKept:"This browser does not keep the scene: export it before you leave.",noAnswer:"The server has not answered yet; the scene is kept in this browser.",colours:"Colours",export:"Export",saveScene:"Save scene file",openScene:"Open scene file",sceneUnreadable:"{name} is not a scene file.",copy:"Copy",cut:"Cut",paste:"Paste",selectAll:"Select all",rename:"Rename",lock:"Lock",unlock:"Unlock",toFront:"Bring to front",toBack:"Send to back",fourShapes:"Four shapes",fourLooks:"Four looks",editOutline:"Edit outline",lookLike:"Look like this",lookFromPicture:"Look from a picture",ownLook:"Own look",styleStrength:"Style strength",plainColour:"Plain colour",addInMiddle:"Add in the middle",zoomIn:"Zoom in",zoomOut:"Zoom out",fit:"Fit",actualSize:"100 %",shortcuts:"Keyboard shortcuts",cancel:"Cancel",cancelled:"Stopped: the picture does not show the last change yet.",paintAgain:"Paint again",serverGone:"The server does not answer. Your scene is kept in this browser.",retry:"Retry",undone:"Undone: {edit}",redone:"Redone: {edit}",copied:"Copied: {count}",deleted:"Deleted: {names}",coloursHint:"Paint the colours of the landscape; it is made anew in them.",lockedHint:"This object is locked.",nothingLeft:"Nothing would be left of the object: delete it instead.",lookNotPainted:"That object has not been painted yet.",referenceMissing:"The server no longer has the picture for the look, so the object got a look of its own.",more:"More",close:"Close",dismiss:"Dismiss",progress:"Progress of painting",selectHint:"Click an object to select it, drag to move it.",outlineOf:"Outline of {name}",paintWith:"Colour to paint with",otherColour:"Another colour",fill:"Fill",clearColours:"Clear colours",lockedLayer:"{name}, locked",otherLandscape:"Another landscape",sketchColours:"Sketch its colours",photoBackground:"Photo as background",variants:"Variants",variant:"Variant {number}",otherFour:"Other four",closeVariants:"Close variants",manySelected:"{count} objects",geometry:"Place and size",left:"Left",top:"Top",width:"Width",height:"Height",rotation:"Rotation",dropHere:"Drop a photo or a scene file",welcome:"Welcome to SceneGen",firstSteps:["Drag a box on the picture: it becomes an animal.","Drag, resize or turn it; re-roll its shape and look.","The wheel or two fingers zoom. Press ? to see all keys."],closeHints:"Close the first steps",showFirstSteps:"First steps",groups:{tools:"Tools",edit:"Edit",object:"Object",scene:"Scene",view:"View",canvas:"On the canvas"},gestures:[["Move by 1 pixel","\u2190 \u2191 \u2193 \u2192"],["Move by 10 pixels","Shift+\u2190 \u2191 \u2193 \u2192"],["Add to the selection","Shift+click"],["Keep proportions, turn by 15\xB0","Shift+drag"],["Resize from the centre","Alt+drag"],["Move the view","Space+drag"],["Zoom","wheel"],["Reorder in the list","Alt+\u2191 \u2193"],["Stop, or select nothing","Esc"]],landscapeColours:{sky:"Sky",haze:"Haze",cloud:"Cloud",sunset:"Sunset",night:"Night",water:"Water",grass:"Grass",forest:"Forest",autumn:"Autumn leaves",earth:"Earth",sand:"Sand",rock:"Rock"},edits:{add:"Add {name}",move:"Move",resize:"Resize",rotate:"Rotate",reorder:"Reorder",open:"Open"},problems:{},examplesByName:{},categories:{horse:"Horse",zebra:"Zebra",elephant:"Elephant",rhino:"Rhino",buffalo:"Buffalo",cow:"Cow",sheep:"Sheep",dog:"Dog",cat:"Cat",bird:"Bird",flamingo:"Flamingo",emu:"Emu"}};var Er={lang:"zh",editor:"\u573A\u666F\u7F16\u8F91\u5668",tagline:"\u52FE\u753B\u4E00\u4E2A\u573A\u666F\uFF0C\u7531\u751F\u6210\u5BF9\u6297\u7F51\u7EDC\u9010\u5C42\u7ED8\u5236\u3002",tools:"\u5DE5\u5177",select:"\u9009\u62E9",box:"\u65B9\u6846",brush:"\u753B\u7B14",eraser:"\u6A61\u76AE",polygon:"\u591A\u8FB9\u5F62",undo:"\u64A4\u9500",redo:"\u91CD\u505A",animal:"\u8981\u6DFB\u52A0\u7684\u52A8\u7269",brushSize:"\u753B\u7B14\u5927\u5C0F",newObject:"\u65B0\u5BF9\u8C61",canvas:"\u753B\u5E03\uFF1A\u5728\u6B64\u7ED8\u5236\u548C\u6446\u653E\u5BF9\u8C61",picture:"\u7ED8\u5236\u51FA\u7684\u573A\u666F",hint:"\u62D6\u51FA\u4E00\u4E2A\u65B9\u6846\uFF0C\u6DFB\u52A0\u4E00\u53EA\u52A8\u7269",hintMore:"\u4E5F\u53EF\u4EE5\u7528\u753B\u7B14\u753B\u51FA\u5B83\u7684\u8F6E\u5ED3",layers:"\u56FE\u5C42",noLayers:"\u8FD8\u6CA1\u6709\u5BF9\u8C61",hiddenLayer:"{name}\uFF08\u5DF2\u9690\u85CF\uFF09",background:"\u80CC\u666F",newBackground:"\u65B0\u80CC\u666F",uploadPhoto:"\u4E0A\u4F20\u7167\u7247",newScene:"\u65B0\u573A\u666F",examples:"\u793A\u4F8B",selected:"\u5BF9\u8C61",nothingSelected:"\u9009\u62E9\u4E00\u4E2A\u5BF9\u8C61\u5373\u53EF\u4FEE\u6539\u3002",rerollShape:"\u6362\u4E2A\u5F62\u72B6",rerollLook:"\u6362\u4E2A\u5916\u89C2",hide:"\u9690\u85CF",show:"\u663E\u793A",flip:"\u7FFB\u8F6C",duplicate:"\u590D\u5236",moveUp:"\u4E0A\u79FB",moveDown:"\u4E0B\u79FB",delete:"\u5220\u9664",category:"\u7C7B\u522B",opacity:"\u4E0D\u900F\u660E\u5EA6",context:"\u5149\u7EBF",contextScene:"\u878D\u5165\u573A\u666F",contextFree:"\u72EC\u7ACB\u7ED8\u5236",backgroundGenerated:"\u751F\u6210\u7684\u98CE\u666F",backgroundPhoto:"\u4F60\u7684\u7167\u7247",backgroundPlain:"\u7EAF\u8272",loading:"\u6B63\u5728\u52A0\u8F7D\u2026",waiting:"\u6B63\u5728\u7ED8\u5236\u2026",painting:"\u6B63\u5728\u7ED8\u5236\u7B2C {step} \u5C42\uFF0C\u5171 {of} \u5C42\u2026",ready:"\u5C31\u7EEA",readyIn:"\u7ED8\u5236\u7528\u65F6 {ms} \u6BEB\u79D2",uploading:"\u6B63\u5728\u4E0A\u4F20\u7167\u7247\u2026",preparing:"\u6B63\u5728\u51C6\u5907\u4E0B\u8F7D\u2026",dragBox:"\u62D6\u52A8\u9F20\u6807\u753B\u51FA\u65B9\u6846\u3002",canvasKeys:"\u4F7F\u7528\u7ED8\u56FE\u5DE5\u5177\u65F6\uFF0C\u65B9\u5411\u952E\u79FB\u52A8\u6307\u9488\uFF1B\u7A7A\u683C\u952E\u6309\u4E0B\u548C\u677E\u5F00\uFF0C\u56DE\u8F66\u952E\u5B8C\u6210\uFF0CEsc \u952E\u53D6\u6D88\u3002",pointerAt:"{x}\uFF0C{y}",polygonHint:"\u5355\u51FB\u8BBE\u7F6E\u9876\u70B9\uFF1B\u5355\u51FB\u7B2C\u4E00\u4E2A\u9876\u70B9\u6216\u6309\u56DE\u8F66\u952E\u5B8C\u6210\u3002",polygonShort:"\u591A\u8FB9\u5F62\u81F3\u5C11\u9700\u8981\u4E09\u4E2A\u9876\u70B9\u3002",eraserHint:"\u8BF7\u5148\u9009\u62E9\u4E00\u4E2A\u5BF9\u8C61\uFF0C\u518D\u64E6\u9664\u5176\u8F6E\u5ED3\u7684\u4E00\u90E8\u5206\u3002",tooManyLayers:"\u6B64\u670D\u52A1\u5668\u4E0A\u7684\u573A\u666F\u6700\u591A\u5305\u542B {count} \u4E2A\u5BF9\u8C61\u3002",choosePhoto:"\u8FD9\u4E2A\u793A\u4F8B\u9700\u8981\u4E00\u5F20\u7167\u7247\uFF0C\u8BF7\u9009\u62E9\u3002",photoTooLarge:"\u7167\u7247\u8D85\u8FC7 {megabytes} MB\u3002",photoMissing:"\u670D\u52A1\u5668\u4E0A\u5DF2\u6CA1\u6709\u8FD9\u5F20\u7167\u7247\uFF0C\u5DF2\u6539\u7528\u751F\u6210\u7684\u80CC\u666F\uFF1B\u5982\u9700\u7EE7\u7EED\u4F7F\u7528\uFF0C\u8BF7\u91CD\u65B0\u4E0A\u4F20\u3002",uploadFailed:"\u7167\u7247\u4E0A\u4F20\u5931\u8D25\uFF0C\u573A\u666F\u6CA1\u6709\u6539\u53D8\u3002",notKept:"\u6B64\u6D4F\u89C8\u5668\u4E0D\u4F1A\u4FDD\u7559\u573A\u666F\uFF1A\u79BB\u5F00\u524D\u8BF7\u5148\u5BFC\u51FA\u3002",noAnswer:"\u670D\u52A1\u5668\u5C1A\u672A\u54CD\u5E94\uFF1B\u573A\u666F\u5DF2\u4FDD\u5B58\u5728\u6B64\u6D4F\u89C8\u5668\u4E2D\u3002",colours:"\u8272\u5F69",export:"\u5BFC\u51FA",saveScene:"\u4FDD\u5B58\u573A\u666F\u6587\u4EF6",openScene:"\u6253\u5F00\u573A\u666F\u6587\u4EF6",sceneUnreadable:"{name} \u4E0D\u662F\u573A\u666F\u6587\u4EF6\u3002",copy:"\u62F7\u8D1D",cut:"\u526A\u5207",paste:"\u7C98\u8D34",selectAll:"\u5168\u9009",rename:"\u91CD\u547D\u540D",lock:"\u9501\u5B9A",unlock:"\u89E3\u9501",toFront:"\u79FB\u5230\u6700\u524D",toBack:"\u79FB\u5230\u6700\u540E",fourShapes:"\u56DB\u79CD\u5F62\u72B6",fourLooks:"\u56DB\u79CD\u5916\u89C2",editOutline:"\u7F16\u8F91\u8F6E\u5ED3",lookLike:"\u5957\u7528\u5916\u89C2",lookFromPicture:"\u4ECE\u56FE\u7247\u5957\u7528\u5916\u89C2",ownLook:"\u6062\u590D\u81EA\u8EAB\u5916\u89C2",styleStrength:"\u98CE\u683C\u5F3A\u5EA6",plainColour:"\u7EAF\u8272\u80CC\u666F",addInMiddle:"\u6DFB\u52A0\u5230\u4E2D\u592E",zoomIn:"\u653E\u5927",zoomOut:"\u7F29\u5C0F",fit:"\u9002\u5408\u7A97\u53E3",actualSize:"100 %",shortcuts:"\u952E\u76D8\u5FEB\u6377\u952E",cancel:"\u53D6\u6D88",cancelled:"\u5DF2\u505C\u6B62\uFF1A\u753B\u9762\u5C1A\u672A\u663E\u793A\u6700\u540E\u4E00\u6B21\u66F4\u6539\u3002",paintAgain:"\u91CD\u65B0\u7ED8\u5236",serverGone:"\u670D\u52A1\u5668\u6CA1\u6709\u54CD\u5E94\u3002\u573A\u666F\u5DF2\u4FDD\u5B58\u5728\u6B64\u6D4F\u89C8\u5668\u4E2D\u3002",retry:"\u91CD\u8BD5",undone:"\u5DF2\u64A4\u9500\uFF1A{edit}",redone:"\u5DF2\u91CD\u505A\uFF1A{edit}",copied:"\u5DF2\u62F7\u8D1D\uFF1A{count}",deleted:"\u5DF2\u5220\u9664\uFF1A{names}",coloursHint:"\u6D82\u62B9\u98CE\u666F\u7684\u8272\u5F69\uFF0C\u80CC\u666F\u4F1A\u6309\u8FD9\u4E9B\u8272\u5F69\u91CD\u65B0\u751F\u6210\u3002",lockedHint:"\u6B64\u5BF9\u8C61\u5DF2\u9501\u5B9A\u3002",nothingLeft:"\u5BF9\u8C61\u5C06\u4E0D\u5269\u4EFB\u4F55\u90E8\u5206\uFF1A\u8BF7\u76F4\u63A5\u5220\u9664\u5B83\u3002",lookNotPainted:"\u8BE5\u5BF9\u8C61\u5C1A\u672A\u7ED8\u5236\u3002",referenceMissing:"\u670D\u52A1\u5668\u4E0A\u5DF2\u6CA1\u6709\u5916\u89C2\u56FE\u7247\uFF0C\u5BF9\u8C61\u5DF2\u6062\u590D\u81EA\u8EAB\u5916\u89C2\u3002",more:"\u66F4\u591A",close:"\u5173\u95ED",dismiss:"\u77E5\u9053\u4E86",progress:"\u7ED8\u5236\u8FDB\u5EA6",selectHint:"\u5355\u51FB\u9009\u62E9\u5BF9\u8C61\uFF0C\u62D6\u52A8\u5373\u53EF\u79FB\u52A8\u3002",outlineOf:"{name}\u7684\u8F6E\u5ED3",paintWith:"\u6D82\u62B9\u7684\u989C\u8272",otherColour:"\u5176\u4ED6\u989C\u8272",fill:"\u586B\u6EE1",clearColours:"\u6E05\u9664\u8272\u5F69",lockedLayer:"{name}\uFF08\u5DF2\u9501\u5B9A\uFF09",otherLandscape:"\u6362\u4E00\u7247\u98CE\u666F",sketchColours:"\u6D82\u62B9\u80CC\u666F\u8272\u5F69",photoBackground:"\u7528\u7167\u7247\u4F5C\u80CC\u666F",variants:"\u5907\u9009\u65B9\u6848",variant:"\u65B9\u6848 {number}",otherFour:"\u518D\u6362\u56DB\u79CD",closeVariants:"\u5173\u95ED\u5907\u9009\u65B9\u6848",manySelected:"{count} \u4E2A\u5BF9\u8C61",geometry:"\u4F4D\u7F6E\u548C\u5927\u5C0F",left:"\u5DE6\u8FB9\u8DDD",top:"\u4E0A\u8FB9\u8DDD",width:"\u5BBD\u5EA6",height:"\u9AD8\u5EA6",rotation:"\u65CB\u8F6C\u89D2\u5EA6",dropHere:"\u677E\u5F00\u5373\u53EF\u6253\u5F00\u7167\u7247\u6216\u573A\u666F\u6587\u4EF6",welcome:"\u6B22\u8FCE\u4F7F\u7528 SceneGen",firstSteps:["\u5728\u753B\u9762\u4E0A\u62D6\u51FA\u4E00\u4E2A\u65B9\u6846\uFF0C\u5B83\u4F1A\u53D8\u6210\u4E00\u53EA\u52A8\u7269\u3002","\u62D6\u52A8\u3001\u7F29\u653E\u6216\u65CB\u8F6C\u5B83\uFF0C\u4E5F\u53EF\u4EE5\u6362\u4E2A\u5F62\u72B6\u548C\u5916\u89C2\u3002","\u6EDA\u8F6E\u6216\u53CC\u6307\u7F29\u653E\uFF1B\u6309 ? \u952E\u67E5\u770B\u6240\u6709\u5FEB\u6377\u952E\u3002"],closeHints:"\u5173\u95ED\u5165\u95E8\u63D0\u793A",showFirstSteps:"\u5165\u95E8\u63D0\u793A",groups:{tools:"\u5DE5\u5177",edit:"\u7F16\u8F91",object:"\u5BF9\u8C61",scene:"\u573A\u666F",view:"\u89C6\u56FE",canvas:"\u753B\u5E03\u64CD\u4F5C"},gestures:[["\u79FB\u52A8 1 \u50CF\u7D20","\u2190 \u2191 \u2193 \u2192"],["\u79FB\u52A8 10 \u50CF\u7D20","Shift+\u2190 \u2191 \u2193 \u2192"],["\u52A0\u5165\u9009\u62E9","Shift+\u5355\u51FB"],["\u4FDD\u6301\u6BD4\u4F8B\uFF0C\u6309 15\xB0 \u65CB\u8F6C","Shift+\u62D6\u52A8"],["\u4ECE\u4E2D\u5FC3\u7F29\u653E","Alt+\u62D6\u52A8"],["\u5E73\u79FB\u89C6\u56FE","\u7A7A\u683C+\u62D6\u52A8"],["\u7F29\u653E\u89C6\u56FE","\u6EDA\u8F6E"],["\u5728\u5217\u8868\u4E2D\u8C03\u6574\u987A\u5E8F","Alt+\u2191 \u2193"],["\u505C\u6B62\u7ED8\u5236\u6216\u53D6\u6D88\u9009\u62E9","Esc"]],landscapeColours:{sky:"\u5929\u7A7A",haze:"\u8584\u96FE",cloud:"\u4E91",sunset:"\u665A\u971E",night:"\u591C\u7A7A",water:"\u6C34\u9762",grass:"\u8349\u5730",forest:"\u68EE\u6797",autumn:"\u79CB\u53F6",earth:"\u6CE5\u571F",sand:"\u6C99\u5730",rock:"\u5CA9\u77F3"},edits:{add:"\u6DFB\u52A0{name}",move:"\u79FB\u52A8",resize:"\u8C03\u6574\u5927\u5C0F",rotate:"\u65CB\u8F6C",reorder:"\u8C03\u6574\u987A\u5E8F",open:"\u6253\u5F00"},problems:{failed:"\u7ED8\u5236\u65F6\u51FA\u4E86\u95EE\u9898\uFF1B\u4FDD\u7559\u4E0A\u4E00\u5E45\u753B\u9762\u3002",too_many_layers:"\u6B64\u670D\u52A1\u5668\u6700\u591A\u7ED8\u5236 {limit} \u4E2A\u5BF9\u8C61\uFF1B\u573A\u666F\u4E2D\u6709 {count} \u4E2A\u3002",canvas_too_large:"\u753B\u5E03\uFF08{width} x {height}\uFF09\u8FC7\u5927\uFF1A\u6B64\u670D\u52A1\u5668\u6700\u591A\u652F\u6301 {megapixels} \u767E\u4E07\u50CF\u7D20\u3002",too_many_points:"\u56FE\u5F62\u5171\u6709 {count} \u4E2A\u70B9\uFF1B\u6B64\u670D\u52A1\u5668\u6700\u591A\u652F\u6301 {limit} \u4E2A\u3002",bad_scene:"\u65E0\u6CD5\u8BFB\u53D6\u6B64\u573A\u666F\u3002",bad_request:"\u8BF7\u6C42\u65E0\u6548\uFF1B\u8BF7\u91CD\u65B0\u52A0\u8F7D\u9875\u9762\u3002",photo_unreadable:"\u65E0\u6CD5\u8BFB\u53D6\u8FD9\u5F20\u56FE\u7247\uFF08\u652F\u6301 JPEG\u3001PNG\u3001WebP\u3001BMP\u3001TIFF\u3001GIF\uFF09\u3002",photo_too_large:"\u56FE\u7247\u592A\u5927\uFF1A\u6700\u591A {megabytes} MB\u3001{megapixels} \u767E\u4E07\u50CF\u7D20\u3002",photo_too_small:"\u56FE\u7247\u53EA\u6709 {width} x {height} \u50CF\u7D20\uFF0C\u81F3\u5C11\u9700\u8981 {least} x {least}\u3002",shape_drawn:"\u624B\u7ED8\u7684\u8F6E\u5ED3\u6CA1\u6709\u5176\u4ED6\u5F62\u72B6\u3002"},examplesByName:{"brush-strokes":"\u624B\u7ED8\u8F6E\u5ED3","elephant-lake":"\u6E56\u8FB9\u5927\u8C61",flamingos:"\u706B\u70C8\u9E1F",horses:"\u9A6C\u7FA4","plain-studio":"\u7EAF\u8272\u5F71\u68DA",savanna:"\u7A00\u6811\u8349\u539F","sheep-meadow":"\u8349\u5730\u7EF5\u7F8A","your-photo":"\u4F60\u7684\u7167\u7247"},categories:{horse:"\u9A6C",zebra:"\u6591\u9A6C",elephant:"\u5927\u8C61",rhino:"\u7280\u725B",buffalo:"\u6C34\u725B",cow:"\u725B",sheep:"\u7F8A",dog:"\u72D7",cat:"\u732B",bird:"\u9E1F",flamingo:"\u706B\u70C8\u9E1F",emu:"\u9E38\u9E4B"}};var il={en:Un,zh:Er};function Mr(i){for(let e of i){let t=il[e.toLowerCase().split("-")[0]];if(t)return t}return Un}function A(i,e){return i.replace(/\{(\w+)\}/g,(t,n)=>String(e[n]??t))}function Rt(i,{code:e,text:t,values:n={}}){let r=i.problems[e];return r?A(r,n):t}var rl=8,ol=24,sl=350,Tr={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]},Ot=class{constructor(e,t){this.parts=e;this.pointer=t}parts;pointer;at;timer=0;get visible(){return this.at!==void 0}key(e){if(e.ctrlKey||e.metaKey||e.altKey)return!1;if(e.key in Tr)this.step(Tr[e.key],e.shiftKey);else if(e.key===" ")this.toggle();else if(e.key==="Enter"&&this.visible&&this.pointer.dragging)this.toggle();else return!1;return!0}hide(){this.at&&(this.at=void 0,window.clearTimeout(this.timer),this.parts.overlay.set({crosshair:void 0}))}step([e,t],n){let{stage:r,editor:o}=this.parts,{width:s,height:a}=o.scene.canvas,l=n?1:rl/r.view.scale,[c,h]=this.at??this.middle();this.at=[Lr(c+e*l,-s/2,1.5*s),Lr(h+t*l,-a/2,1.5*a)];let[d,p]=r.hiddenBy(this.at,ol);(d||p)&&r.pan(-d,-p),this.pointer.move(this.input()),this.show()}toggle(){this.at??=this.middle(),this.pointer.dragging?this.pointer.release(this.input()):this.pointer.press(this.input()),this.show()}middle(){let{stage:e}=this.parts;return e.toCanvas([e.size.width/2,e.size.height/2])}input(){let e=this.at,t=[{point:e,pressure:void 0}];return{at:e,inStage:this.parts.stage.toStage(e),path:t,shift:!1,alt:!1,free:!0,coarse:!1}}show(){let e=this.at,{editor:t,overlay:n}=this.parts;n.set({crosshair:{at:e,down:this.pointer.dragging}}),window.clearTimeout(this.timer);let[r,o]=e.map(Math.round);this.timer=window.setTimeout(()=>t.painting.announce(A(t.strings.pointerAt,{x:r,y:o})),sl)}};function Lr(i,e,t){return Math.min(t,Math.max(e,i))}var Or=[.05,.1,.25,.33,.5,.67,.75,1,1.25,1.5,2,3,4,6,8,12,16];function It({scale:i,x:e,y:t},n){return[n[0]*i+e,n[1]*i+t]}function jn({scale:i,x:e,y:t},n){return[(n[0]-e)/i,(n[1]-t)/i]}function Ir(i,e,t){let n=o=>Math.max(16,o-2*t),r=Math.min(16,n(i.width)/e.width,n(i.height)/e.height);return al(i,e,r)}function al(i,e,t){return{scale:t,x:(i.width-e.width*t)/2,y:(i.height-e.height*t)/2}}function Kn(i,e,t){let n=Math.min(16,Math.max(Math.min(.05,i.scale),e)),[r,o]=jn(i,t);return{scale:n,x:t[0]-r*n,y:t[1]-o*n}}function Dt(i,e,t){return{...i,x:i.x+e,y:i.y+t}}function Dr(i,e,t){let[n,r]=[Ar(e),Ar(t)],o=Rr(t)/Math.max(1,Rr(e));return Dt(Kn(i,i.scale*o,n),r[0]-n[0],r[1]-n[1])}function Ar([i,e]){return[(i[0]+e[0])/2,(i[1]+e[1])/2]}function Rr([i,e]){return Math.hypot(i[0]-e[0],i[1]-e[1])}function Fr(i,e,t){let n=(r,o,s)=>{let a=Math.min(64,s,o);return Math.min(o-a,Math.max(a-s,r))};return{scale:i.scale,x:n(i.x,e.width,t.width*i.scale),y:n(i.y,e.height,t.height*i.scale)}}function Br(i){return Or.find(e=>e>i*1.01)??16}function Gr(i){return Or.findLast(e=>e<i*.99)??Math.min(i,.05)}var Hr=[{x:-1,y:-1},{x:1,y:-1},{x:1,y:1},{x:-1,y:1}],cl=[{x:0,y:-1},{x:1,y:0},{x:0,y:1},{x:-1,y:0}],dl=3,hl=["ew-resize","nwse-resize","ns-resize","nesw-resize"],Wn={size:10,reach:9,stem:26},Xn={size:16,reach:22,stem:40};function Vr(i,e,t,n,r){let o=({x:h,y:d})=>It(e,te(i,[(h+1)/2,(d+1)/2])),s=h=>(h.x?i.height:i.width)*e.scale>dl*n.size,a=r?[]:cl.filter(s),l=pl(i,o,t,n.stem),c=[...Hr,...a].map(h=>({grip:h,at:o(h)}));return{box:i,corners:Hr.map(o),grips:[...c,{grip:"rotate",at:l[1]}],stem:l}}function pl(i,e,t,n){let r=(i.rotation-90)*Math.PI/180,o=[[-1,1],[1,-1]].map(([a,l])=>{let c=e({x:0,y:a});return[c,[c[0]+l*Math.cos(r)*n,c[1]+l*Math.sin(r)*n]]}),s=([,[a,l]])=>a>4&&l>4&&a<t.width-4&&l<t.height-4;return s(o[0])||!s(o[1])?o[0]:o[1]}function Ur({grips:i,corners:e},t,{reach:n}){let o=i.map(({grip:c,at:h})=>({grip:c,away:Math.hypot(h[0]-t[0],h[1]-t[1])})).reduce((c,h)=>h.away<c.away?h:c),[s,a]=[zr(e[0],e[1]),zr(e[1],e[2])],l=o.grip!=="rotate"&&ul(e,t)?Math.min(n,s/5,a/5):n;return o.away<=l?o.grip:void 0}function zr(i,e){return Math.hypot(i[0]-e[0],i[1]-e[1])}function ul([i,e,,t],[n,r]){let o=l=>{let[c,h]=[l[0]-i[0],l[1]-i[1]];return((n-i[0])*c+(r-i[1])*h)/(c*c+h*h)},[s,a]=[o(e),o(t)];return s>0&&s<1&&a>0&&a<1}function jr(i,e){if(i==="rotate")return ml;let t=Math.atan2(i.y,i.x)*180/Math.PI+e;return hl[(Math.round(t/45)%4+4)%4]}var fl="M18.5 8.500A8 8 0 1 0 20 14M19.500 3.500v5.500h-5.500",Nr=(i,e)=>`<path d='${fl}' fill='none' stroke='${i}' stroke-width='${e}'/>`,gl=`<svg xmlns='http://www.w3.org/2000/svg' width='24' height='24'>${Nr("white",5)}${Nr("black",2)}</svg>`,ml=`url("data:image/svg+xml,${encodeURIComponent(gl)}") 12 13, grab`;var Kr={fine:4,coarse:9};function ce(i,e){let t=i.coarse?Kr.coarse:Kr.fine;return Math.hypot(e.inStage[0]-i.inStage[0],e.inStage[1]-i.inStage[1])<t}function Ft(i,e,t){let[n,r]=[e.at[0]-i.at[0],e.at[1]-i.at[1]];return t?Math.abs(n)>Math.abs(r)?[n,0]:[0,r]:[n,r]}function it(i,e){let t=e.type==="pointermove"?e.getCoalescedEvents?.()??[]:[],n=(t.length?t:[e]).map(a=>{let l=a.pointerType==="pen"&&a.pressure>0?a.pressure:void 0;return{point:i.toCanvas(i.inStage(a)),pressure:l}}),r=i.inStage(e),{shiftKey:o,altKey:s}=e;return{at:i.toCanvas(r),inStage:r,path:n,shift:o,alt:s,free:e.ctrlKey||e.metaKey,coarse:e.pointerType==="touch"}}var Wr={zoom:.0015,pinch:.01},vl=16,Bt=class{constructor(e){this.stage=e}stage;fingers=new Map;pinch;grabbed;space=!1;get active(){return this.pinch!==void 0||this.grabbed!==void 0}get ready(){return this.space}holdSpace(e){this.space=e,this.showCursor()}press(e){let t=this.stage.inStage(e);return e.pointerType==="touch"?(this.fingers.set(e.pointerId,t),this.fingers.size>=2&&this.beginPinch(),this.fingers.size>=2):e.button!==1&&!(e.button===0&&this.space)?!1:(this.grabbed={id:e.pointerId,view:this.stage.view,from:t},this.showCursor(),!0)}move(e){let t=this.stage.inStage(e);this.fingers.has(e.pointerId)&&this.fingers.set(e.pointerId,t);let{pinch:n,grabbed:r}=this;if(n?.ids.includes(e.pointerId)&&this.stage.moveTo(Dr(n.view,n.from,this.places(n.ids))),r?.id!==e.pointerId)return;let{view:o,from:s}=r;this.stage.moveTo({...o,x:o.x+t[0]-s[0],y:o.y+t[1]-s[1]})}release({pointerId:e}){this.fingers.delete(e),this.pinch?.ids.includes(e)&&(this.pinch=void 0),this.fingers.size>=2&&this.beginPinch(),this.grabbed?.id===e&&(this.grabbed=void 0),this.showCursor()}wheel(e){let t=e.deltaMode===WheelEvent.DOM_DELTA_LINE?vl:1,[n,r]=[e.deltaX*t,e.deltaY*t],o=e.shiftKey?n||r:n;!e.ctrlKey&&(e.shiftKey||Math.abs(n)>Math.abs(r))?this.stage.pan(-o,0):this.stage.zoomTo(this.stage.view.scale*Math.exp(-r*(e.ctrlKey?Wr.pinch:Wr.zoom)),this.stage.inStage(e))}beginPinch(){let e=[...this.fingers.keys()].slice(0,2);this.pinch={view:this.stage.view,ids:e,from:this.places(e)}}places([e,t]){return[this.fingers.get(e),this.fingers.get(t)]}showCursor(){let{dataset:e}=this.stage.element;this.grabbed?e.pan="grabbing":this.space?e.pan="grab":delete e.pan}};var Ge=["start","middle","end"];function rt(i,e,t,n=Ge,r=Ge){let o=Xr(Fe(i),e.map(Fe),t,n),s=Xr(Be(i),e.map(Be),t,r),a={left:i.left+o,right:i.right+o,top:i.top+s,bottom:i.bottom+s};return{dx:o,dy:s,guides:ot(a,e,n,r)}}function qr([i,e],t,n){return rt({left:i,right:i,top:e,bottom:e},t,n,["start"],["start"])}function ot(i,e,t=Ge,n=Ge){return[...Yr("x",Fe(i),Be(i),e.map(r=>[Fe(r),Be(r)]),t),...Yr("y",Be(i),Fe(i),e.map(r=>[Be(r),Fe(r)]),n)]}function Xr(i,e,t,n){let r=1/0;for(let o of n.map(s=>Gt(i,s)))for(let s of e)for(let a of Ge){let l=Gt(s,a)-o;Math.abs(l)<Math.abs(r)&&(r=l)}return Math.abs(r)<=t?r:0}function Yr(i,e,t,n,r){let o=[];for(let s of new Set(r.map(a=>Gt(e,a)))){let a=n.filter(([c])=>Ge.some(h=>Math.abs(Gt(c,h)-s)<.01));if(a.length===0)continue;let l=[t,...a.map(([,c])=>c)];o.push({axis:i,at:s,from:Math.min(...l.map(({start:c})=>c)),to:Math.max(...l.map(({end:c})=>c))})}return o}function Gt({start:i,end:e},t){return t==="start"?i:t==="end"?e:(i+e)/2}function Fe({left:i,right:e}){return{start:i,end:e}}function Be({top:i,bottom:e}){return{start:i,end:e}}var yl=.2,$r=8;function Jr(i,e,t,n){return i.filter(r=>bl(r,e,t,n.get(r.id))).toReversed()}function bl(i,e,t,n){if(!i.visible||i.locked)return!1;let r=n&&n!==i.frame?te(n,_e(i.frame,e)):e,o=t(i.id,r);return o===void 0?gr(i,e):o>yl*i.opacity}function Qr(i,[e,t],n){let r=i([e,t]);for(let o=0;o<$r&&r.length===0;o++){let s=o/$r*2*Math.PI;r.push(...i([e+n*Math.cos(s),t+n*Math.sin(s)]))}return r}function Zr(i,e){let t=i.findIndex(({id:n})=>n===e);return i[(t+1)%i.length]}function eo(i,{left:e,top:t,right:n,bottom:r}){return i.filter(o=>{if(!o.visible||o.locked)return!1;let s=q(o.frame);return s.left<=n&&s.right>=e&&s.top<=r&&s.bottom>=t})}function to(i,e){return _e(i,e).every(t=>t>=0&&t<=1)}var wl=6,xl=12;function ke({editor:i,stage:e,picture:t},{at:n,coarse:r}){let{layers:o}=i.painting,s=a=>Jr(i.scene.layers,a,(l,c)=>o.alphaAt(l,c),t.painted);return r?Qr(s,n,xl/e.view.scale):s(n)}function He({editor:i},e){let{canvas:t,layers:n}=i.scene,r=n.filter(({id:o,visible:s})=>s&&!e.has(o));return[{left:0,top:0,right:t.width,bottom:t.height},...r.map(({frame:o})=>q(o))]}function ze({stage:i}){return wl/i.view.scale}var Yn=4;function no(i){if(i.length===1)return{...i[0],flip:!1};let{left:e,top:t,right:n,bottom:r}=qn(i.map(q));return{cx:(e+n)/2,cy:(t+r)/2,width:n-e,height:r-t,rotation:0,flip:!1}}function qn(i){return{left:Math.min(...i.map(({left:e})=>e)),top:Math.min(...i.map(({top:e})=>e)),right:Math.max(...i.map(({right:e})=>e)),bottom:Math.max(...i.map(({bottom:e})=>e))}}function io(i,e,t,{ratio:n,centred:r}){let o=i.rotation*Math.PI/180,s=Math.cos(o)*t[0]+Math.sin(o)*t[1],a=-Math.sin(o)*t[0]+Math.cos(o)*t[1],l=r?2:1,c=i.width+l*e.x*s,h=i.height+l*e.y*a;if(n&&e.x&&e.y){let d=(c*i.width+h*i.height)/(i.width**2+i.height**2),p=Yn/Math.min(i.width,i.height);[c,h]=[i.width,i.height].map(u=>u*Math.max(p,d))}return Ht(i,e,Math.max(Yn,c),Math.max(Yn,h),r)}function Ht(i,e,t,n,r){if(r)return{...i,width:t,height:n};let[o,s]=De(i,[e.x*(t-i.width)/2,e.y*(n-i.height)/2]);return{...i,cx:o,cy:s,width:t,height:n}}function ro(i,e,t,n){let r=a=>Math.atan2(a[1]-i.cy,a[0]-i.cx)*180/Math.PI,o=i.rotation+r(t)-r(e),s=n?Math.round(o/15)*15:o;return{...i,rotation:zt(s)}}function zt(i){return 180-((180-i)%360+360)%360}function oo(i,e,t){let[n,r]=te(t,_e(e,[i.cx,i.cy])),[o,s]=[t.width/e.width,t.height/e.height],a=i.rotation+t.rotation-e.rotation;return{...i,cx:n,cy:r,width:i.width*o,height:i.height*s,rotation:zt(a)}}function so(i,e,t){return{...i,cx:i.cx+e,cy:i.cy+t}}function W(){return crypto.getRandomValues(new Uint32Array(1))[0]&2147483647}function Sl(i,e,t){return{version:1,canvas:{width:i,height:e},background:{kind:"generated",seed:t,sketch:null},layers:[]}}function Nt(i){return Sl(640,480,i[W()%i.length]??W())}function $n(i,e,t,n){return{id:co(),name:i,category:e,frame:t,shape:n,shape_seed:W(),style_seed:W(),style_strength:1,style_reference:null,context:"scene",opacity:1,visible:!0,locked:!1}}function ao(i){return{...{...$n("","",i.frame,{kind:"generated"}),shape_seed:0,style_seed:0},...i,frame:{...i.frame,rotation:i.frame.rotation??0,flip:i.frame.flip??!1}}}function lo(i={}){let e=[{kind:"generated",seed:0,sketch:null},{kind:"photo",sha256:null},{kind:"plain",rgb:[255,255,255]}];return{...e.find(t=>t.kind===i.kind)??e[0],...i}}function co(){let i=crypto.getRandomValues(new Uint8Array(6));return"layer-"+Array.from(i,e=>e.toString(16).padStart(2,"0")).join("")}function Jn(i,e){let t=new Set(i.layers.map(r=>r.name)),n=e;for(let r=2;t.has(n);r++)n=`${e} ${r}`;return n}function de(i,e){return i.layers.find(t=>t.id===e)}function Qn(i,e){return{...i,layers:[...i.layers,e]}}function he(i,e,t){let n=i.layers.map(r=>e.includes(r.id)?{...r,...t(r)}:r);return{...i,layers:n}}function st(i,e,t){return he(i,[e],()=>t)}function ho(i,e){return{...i,layers:i.layers.filter(t=>!e.includes(t.id))}}function po(i,e){let t=i;for(let n of e)t=Qn(t,uo(t,n));return{scene:t,ids:t.layers.slice(i.layers.length).map(n=>n.id)}}function Vt(i,e){let t=i,n=[];for(let r of e){let o=t.layers.findIndex(a=>a.id===r);if(o<0)continue;let s=uo(t,t.layers[o]);t={...t,layers:t.layers.toSpliced(o+1,0,s)},n.push(s.id)}return{scene:t,ids:n}}function uo(i,e){let t=Math.round(Math.min(i.canvas.width,i.canvas.height)*.04),n={...e.frame,cx:e.frame.cx+t,cy:e.frame.cy+t};return{...e,id:co(),name:Jn(i,e.name.replace(/ \d+$/,"")),frame:n}}function fo(i,e,t){let n=i.layers.filter(s=>e.includes(s.id));if(!Number.isFinite(t))return Zn(i,e,t>0?i.layers.length:0);let r=[...i.layers],o=t>0?n.toReversed():n;for(let s of o){let a=r.indexOf(s),l=a+Math.sign(t);l<0||l>=r.length||e.includes(r[l].id)||([r[a],r[l]]=[r[l],r[a]])}return go(i,r)}function Zn(i,e,t){let n=i.layers.filter(o=>e.includes(o.id)),r=i.layers.filter(o=>!e.includes(o.id));return go(i,r.toSpliced(Math.max(0,t),0,...n))}function go(i,e){return e.every((t,n)=>t===i.layers[n])?i:{...i,layers:e}}function Ce(i,e){return{...i,background:e}}function mo(i,e,t){let{canvas:n}=i;if(n.width===e&&n.height===t)return i;let r=e/n.width,o=t/n.height,s=Math.min(r,o),a=i.layers.map(l=>{let{frame:c}=l,h={cx:c.cx*r,cy:c.cy*o,width:c.width*s,height:c.height*s};return{...l,frame:{...c,...h}}});return{...i,canvas:{width:e,height:t},layers:a}}function vo(i,e){let t=({name:n,locked:r,...o})=>JSON.stringify(o);return i.canvas===e.canvas&&i.background===e.background&&i.layers.length===e.layers.length&&i.layers.every((n,r)=>n===e.layers[r]||t(n)===t(e.layers[r]))}function yo(i,e){let t=new Set([...e.layers,e.background]),n=[...i.layers,i.background].filter(r=>!t.has(r));return 200+8*i.layers.length+n.reduce((r,o)=>r+2*JSON.stringify(o).length,0)}var Ne=class{constructor(e,t,n=!1){this.parts=e;this.layers=t;this.copies=n;e.lift.begin(new Set(t.map(({id:r})=>r)),n),e.overlay.set({hovered:[]})}parts;layers;copies;frames=new Map;show({frames:e,box:t,guides:n=[],label:r}){this.frames=e,this.parts.selection.drag(e,t),this.parts.overlay.set({guides:n,label:r}),this.parts.lift.place(e)}drop(e){let{editor:t,lift:n}=this.parts;this.copies?this.duplicate():t.objects.setFrames(this.frames,e),this.rest(),n.release()}cancel(){this.rest(),this.parts.lift.end()}rest(){this.parts.overlay.set({guides:[],label:void 0}),this.parts.selection.rest()}duplicate(){let{editor:e}=this.parts,t=this.layers.map(({id:s})=>s);if(e.objects.full(t.length))return;let{scene:n,ids:r}=Vt(e.scene,t),o=he(n,r,({id:s})=>({frame:ee(this.frames.get(t[r.indexOf(s)]))}));e.selection=r,e.commit(o,e.strings.duplicate)}};function bo(i,e,t,n){let{editor:r}=i,o=r.movable,s=He(i,new Set(o.map(({id:d})=>d))),a;return{move(d){if(!a&&ce(e,d))return;a??=new Ne(i,o);let{after:p,guides:u}=t==="rotate"?{after:l(d),guides:[]}:c(t,d),f=new Map(o.map(({id:y,frame:w})=>[y,oo(w,n,p)])),v=t==="rotate"?`${Math.round(zt(p.rotation))}\xB0`:ti(p);a.show({frames:f,box:p,guides:u,label:{at:d.inStage,text:v}})},end:()=>a?.drop(t==="rotate"?r.strings.edits.rotate:r.strings.edits.resize),cancel:()=>a?.cancel()};function l(d){return ro(n,e.at,d.at,d.shift)}function c(d,p){let f=d.x!==0&&d.y!==0&&(p.shift||o.length>1),v=io(n,d,Ft(e,p,!1),{ratio:f,centred:p.alt});if(p.free||n.rotation%360!==0)return{after:v,guides:[]};let y=h(d,v,f,p.alt);return{after:y,guides:ot(q(y),s,Ut(d.x),Ut(d.y))}}function h(d,p,u,f){let{dx:v,dy:y}=rt(q(p),s,ze(i),Ut(d.x),Ut(d.y)),w=f?2:1,[S,k]=[w*d.x*v,w*d.y*y];if(!u)return Ht(n,d,p.width+S,p.height+k,f);let F=y===0||v!==0&&Math.abs(v)<Math.abs(y)?(p.width+S)/n.width:(p.height+k)/n.height;return Ht(n,d,n.width*F,n.height*F,f)}}function Ut(i){return i===0?[]:i<0?["start"]:["end"]}function ti({width:i,height:e}){return`${Math.round(i)} \xD7 ${Math.round(e)}`}var _l=5,jt=class{constructor(e){this.parts=e}parts;cursor="crosshair";press(e){let{parts:t}=this,{editor:n,overlay:r,stage:o}=t,s=He(t,new Set),a=this.caught(e,s),l=!1,c=()=>r.set({box:void 0,guides:[],label:void 0}),h=d=>kl(a,d.shift?d.at:this.caught(d,s),d);return{move(d){if(l||=!ce(e,d),!l)return;let p=h(d),u=d.free?[]:ot(p,s,["start","end"],["start","end"]),f={width:p.right-p.left,height:p.bottom-p.top};r.set({box:p,guides:u,label:{at:d.inStage,text:ti(f)}})},end:d=>{c();let p=h(d),u=_l/o.view.scale;!l&&ce(e,d)?this.click(e):p.right-p.left>=u&&p.bottom-p.top>=u&&this.onCanvas(p)?n.drawing.box(p):n.painting.say(n.strings.dragBox)},cancel:c}}caught(e,t){let{dx:n,dy:r}=e.free?{dx:0,dy:0}:qr(e.at,t,ze(this.parts));return[e.at[0]+n,e.at[1]+r]}onCanvas({left:e,top:t,right:n,bottom:r}){let{width:o,height:s}=this.parts.editor.scene.canvas;return e<o&&n>0&&t<s&&r>0}click(e){let{editor:t}=this.parts,[n]=ke(this.parts,e);t.select(...n?[n.id]:[]),n||t.painting.say(t.strings.dragBox)}};function kl([i,e],[t,n],{shift:r,alt:o}){let[s,a]=[t-i,n-e];if(r){let h=Math.max(Math.abs(s),Math.abs(a));[s,a]=[s<0?-h:h,a<0?-h:h]}let[l,c]=[[o?i-s:i,i+s],[o?e-a:e,e+a]];return{left:Math.min(...l),top:Math.min(...c),right:Math.max(...l),bottom:Math.max(...c)}}var[wo,Cl]=[.3,1.3],Pl=.7,El=40;function ni(i,e){if(i.every(({pressure:t})=>t===void 0))return[{path:i.map(({point:t})=>t),diameter:e}];for(let t=Pl;;t*=1.5){let n=Ml(i,t);if(n.length<=El)return n.map(({path:r,level:o})=>({path:r,diameter:e*Tl(o)}))}}function Ml(i,e){let t=[];for(let{point:n,pressure:r=.5}of i){let o=r*7,s=t.at(-1);s?.path.push(n),!(s&&Math.abs(o-s.level)<=e)&&t.push({path:[n],level:Math.round(o)})}return t.length>1&&t[t.length-1].path.length===1&&t.pop(),t}function Tl(i){return wo+(Cl-wo)*i/7}var at=class{constructor(e,t){this.parts=e;this.erases=t}parts;erases;cursor="none";last;hover(e){let{editor:t,overlay:n}=this.parts;n.set({brush:e&&!e.coarse?{at:e.at,diameter:t.drawing.brushDiameter}:void 0})}press(e){let{parts:t,erases:n}=this,{editor:r,tint:o}=t;n&&!r.drawing.target&&this.choose(e);let s=e.shift&&this.last?[{...e.path[0],point:this.last}]:[];s.push(...e.path);let a=r.drawing.brushDiameter,l=c=>{o.stroke(ni(s,a),n),this.hover(c)};return l(e),{move(c){s.push(...c.path),l(c)},end:()=>{this.last=s[s.length-1].point,r.drawing.stroke(ni(s,a),n),o.rest()},cancel:()=>o.rest()}}choose(e){let[t]=ke(this.parts,e);t&&this.parts.editor.select(t.id)}};function xo({width:i,height:e}){let t=Math.min(i,e)/16,n=r=>Math.min(64,Math.max(1,Math.round(r/t)));return{width:n(i),height:n(e)}}function Kt(i,e){let{width:t,height:n}=xo(i);return{width:t,height:n,pixels:Array.from({length:t*n},()=>e)}}function So(i,e){let{width:t,height:n}=xo(e),r=new OffscreenCanvas(t,n).getContext("2d");r.imageSmoothingQuality="high",r.drawImage(i,0,0,t,n);let{data:o}=r.getImageData(0,0,t,n),s=Array.from({length:t*n},(a,l)=>[o[4*l],o[4*l+1],o[4*l+2]]);return{width:t,height:n,pixels:s}}function Wt(i,e,t,n,r){let[o,s]=[i.width/e.width,i.height/e.height],a=Ll(t.map(([h,d])=>[h*o,d*s])),l=Math.max(.71,n/2*Math.min(o,s)),c=i.pixels.map((h,d)=>{let[p,u]=[d%i.width+.5,Math.floor(d/i.width)+.5];return a.some(([f,v])=>Math.hypot(f-p,v-u)<=l)?r:h});return{...i,pixels:c}}function Ll(i){let e=i.slice(0,1);for(let[t,n]of i.slice(1)){let[r,o]=e[e.length-1],s=Math.ceil(Math.hypot(t-r,n-o)/.5);for(let a=1;a<=s;a++)e.push([r+(t-r)*a/s,o+(n-o)*a/s])}return e}var Xt=class{constructor(e){this.parts=e}parts;cursor="none";hover(e){let{editor:t,overlay:n}=this.parts,{brushDiameter:r,colour:o}=t.drawing,s=`rgb(${o.join(" ")})`;n.set({brush:e&&!e.coarse?{at:e.at,diameter:r,color:s}:void 0})}press(e){let{editor:t,lift:n}=this.parts,{drawing:r,scene:o}=t,{sketch:s}=r;if(e.alt){let h=Al(s,o.canvas,e.at);h&&r.setColour(h),this.hover(e);return}let a=[],l=h=>{let d=a.length?a.slice(-1):[];a.push(...h),s=Wt(s,o.canvas,[...d,...h],r.brushDiameter,r.colour)};l([e.at]);let c=_o(s);return n.beginSketch(h=>{h.imageSmoothingEnabled=!1,h.drawImage(c,0,0,o.canvas.width,o.canvas.height),h.imageSmoothingEnabled=!0}),{move:h=>{l(h.path.map(({point:d})=>d)),c=_o(s),n.redraw(),this.hover(h)},end:()=>{r.paintColours(a),n.release()},cancel:()=>n.end()}}};function Al({width:i,height:e,pixels:t},n,[r,o]){let[s,a]=[Math.floor(r/n.width*i),Math.floor(o/n.height*e)];return s>=0&&a>=0&&s<i&&a<e?t[a*i+s]:void 0}function _o({width:i,height:e,pixels:t}){let n=new OffscreenCanvas(i,e),r=new ImageData(i,e);return t.forEach((o,s)=>r.data.set([...o,255],4*s)),n.getContext("2d")?.putImageData(r,0,0),n}var ko={fine:10,coarse:20},Yt=class{constructor(e){this.parts=e}parts;cursor="crosshair";corners=[];press(e){if(this.closes(e)){this.finish();return}let{corners:t}=this,n=t.push(this.straight(e))-1;return this.show(t[n]),{move:r=>{t[n]=this.straight(r),this.show(t[n])},end:()=>{},cancel:()=>{this.takeBack()}}}hover(e){e&&this.corners.length&&this.show(this.straight(e))}key({key:e}){if(this.corners.length===0)return!1;if(e==="Enter")this.finish();else if(e==="Backspace")this.takeBack();else return!1;return!0}cancel(){let e=this.corners.length>0;return this.drop(),e}closes({inStage:e,coarse:t}){let{corners:n}=this;if(n.length<3)return!1;let r=t?ko.coarse:ko.fine;return[n[0],n[n.length-1]].some(o=>{let[s,a]=this.parts.stage.toStage(o);return Math.hypot(s-e[0],a-e[1])<r})}straight({at:e,shift:t}){let n=this.corners.at(-1);if(!t||!n)return e;let[r,o]=[e[0]-n[0],e[1]-n[1]],s=Math.round(Math.atan2(o,r)/(Math.PI/4))*Math.PI/4,a=r*Math.cos(s)+o*Math.sin(s);return[n[0]+a*Math.cos(s),n[1]+a*Math.sin(s)]}finish(){let{corners:e}=this,{editor:t}=this.parts;this.drop(),e.length>=3?t.drawing.polygon(e):t.painting.say(t.strings.polygonShort)}takeBack(){this.corners.pop();let e=this.corners.at(-1);e?this.show(e):this.drop()}drop(){this.corners=[],this.parts.overlay.set({polygon:void 0}),delete this.parts.stage.element.dataset.drawing}show(e){this.parts.stage.element.dataset.drawing="",this.parts.overlay.set({polygon:{corners:this.corners,pointer:e}})}};function Co(i,e,t,n){let{editor:r}=i,o=new Ne(i,t,n),s=new Set(n?[]:t.map(({id:h})=>h)),a=He(i,s),l=qn(t.map(({frame:h})=>q(h)));return{move(h){let[d,p]=Ft(e,h,h.shift),u=h.free?{dx:0,dy:0,guides:[]}:c([d,p],h.shift),f=new Map(t.map(({id:v,frame:y})=>[v,so(y,d+u.dx,p+u.dy)]));o.show({frames:f,guides:u.guides})},end:()=>o.drop(r.strings.edits.move),cancel:()=>o.cancel()};function c([h,d],p){let u={left:l.left+h,right:l.right+h,top:l.top+d,bottom:l.bottom+d},[f,v]=[p&&h===0?[]:void 0,p&&d===0?[]:void 0];return rt(u,a,ze(i),f,v)}}var qt=class{constructor(e){this.parts=e}parts;cursor="default";hover(e){let{editor:t,overlay:n}=this.parts,r=e&&!e.coarse?ke(this.parts,e)[0]:void 0;this.cursor=r||e&&this.heldAt(e,[])?"move":"default",n.set({hovered:r&&!t.selection.includes(r.id)?[r.frame]:[]})}press(e){let{editor:t}=this.parts,n=ke(this.parts,e),r=this.heldAt(e,n);return n.length===0&&!r?this.choosing(e):(!r&&!e.shift&&!e.alt&&t.select(n[0].id),this.grabbing(e,n,r))}heldAt({at:e},t){let{movable:n}=this.parts.editor;return n.some(({id:r})=>t.some(o=>o.id===r))||t.length===0&&n.some(({frame:r})=>to(r,e))}grabbing(e,t,n){let{editor:r}=this.parts,o,s=()=>(!n&&e.shift?r.toggleSelected(t[0].id):n||r.select(t[0].id),Co(this.parts,e,r.movable,e.alt));return{move(a){!o&&ce(e,a)||(o??=s(),o.move(a))},end:a=>o?o.end(a):this.click(e,t),cancel:()=>o?.cancel()}}click(e,t){let{editor:n}=this.parts,[r]=t;r?e.alt?n.select(Zr(t,n.layer?.id).id):e.shift?n.toggleSelected(r.id):n.select(r.id):n.select()}choosing(e){let{editor:t,overlay:n}=this.parts,r=s=>eo(t.scene.layers,s),o=!1;return{move(s){if(o||=!ce(e,s),!o)return;let a=Po(e,s);n.set({marquee:a,hovered:r(a).map(({frame:l})=>l)})},end(s){n.set({marquee:void 0,hovered:[]});let a=o?r(Po(e,s)).map(({id:l})=>l):[];e.shift?t.select(...t.selection,...a.filter(l=>!t.selection.includes(l))):t.select(...a)},cancel:()=>n.set({marquee:void 0,hovered:[]})}}};function Po({at:[i,e]},{at:[t,n]}){return{left:Math.min(i,t),top:Math.min(e,n),right:Math.max(i,t),bottom:Math.max(e,n)}}var $t=40,Jt=class{constructor(e,t){this.parts=e;this.gone=t;let{editor:n,stage:r}=e;this.tools={select:new qt(e),box:new jt(e),brush:new at(e,!1),eraser:new at(e,!0),polygon:new Yt(e),colours:new Xt(e)},this.shown=n.tool,this.navigation=new Bt(r),this.crosshair=new Ot(e,this),this.listen()}parts;gone;tools;shown;drag;dragId;last;over=!1;navigation;crosshair;page=new AbortController;listen(){let{element:e,paper:t}=this.parts.stage,{signal:n}=this.page;e.addEventListener("pointerdown",r=>this.down(r),{signal:n}),e.addEventListener("pointermove",r=>this.hover(r),{signal:n}),e.addEventListener("pointerleave",()=>this.leave(),{signal:n}),e.addEventListener("mousedown",r=>ii(r)||r.preventDefault(),{signal:n}),e.addEventListener("contextmenu",r=>Rl(r)||r.preventDefault(),{signal:n}),e.addEventListener("wheel",r=>this.wheel(r),{signal:n,passive:!1}),t.addEventListener("focus",()=>e.dataset.focused="",{signal:n}),t.addEventListener("blur",()=>delete e.dataset.focused,{signal:n}),window.addEventListener("pointermove",r=>this.moved(r),{signal:n}),window.addEventListener("pointerup",r=>this.up(r),{signal:n}),window.addEventListener("pointercancel",r=>this.lost(r),{signal:n}),window.addEventListener("blur",()=>this.navigation.holdSpace(!1),{signal:n}),document.addEventListener("keyup",({key:r})=>r===" "&&this.navigation.holdSpace(!1),{signal:n})}destroy(){this.page.abort()}update(){let{editor:e}=this.parts;e.tool!==this.shown&&(this.cancel(),this.tools[this.shown].hover?.(void 0),this.crosshair.hide(),this.shown=e.tool),this.pointAgain()}get tool(){return this.tools[this.parts.editor.tool]}down(e){let{stage:t}=this.parts;if(!ii(e)){if(t.locate(),t.paper.focus({preventScroll:!0}),delete t.element.dataset.focused,this.crosshair.hide(),this.navigation.press(e)){this.cancelDrag();return}e.button!==0||this.dragging||this.navigation.active||(this.dragId=e.pointerId,this.press(it(this.parts.stage,e)))}}moved(e){if(!this.parts.stage.element.isConnected)return this.gone();this.navigation.move(e),this.drag&&e.pointerId===this.dragId&&this.move(it(this.parts.stage,e))}up(e){this.navigation.release(e),this.drag&&e.pointerId===this.dragId&&this.release(it(this.parts.stage,e))}lost(e){this.navigation.release(e),e.pointerId===this.dragId&&this.cancelDrag()}hover(e){if(this.dragging||e.pointerType==="touch"||this.navigation.active)return;if(ii(e)){this.leave();return}this.parts.stage.locate(),!(this.over&&e.movementX===0&&e.movementY===0&&this.crosshair.visible)&&(this.over=!0,this.crosshair.hide(),this.point(it(this.parts.stage,e)))}leave(){this.over=!1,this.dragging||this.tool.hover?.(void 0)}wheel(e){e.preventDefault(),this.parts.stage.locate(),this.dragging||this.navigation.wheel(e)}pointAgain(){this.over&&this.last&&!this.dragging&&!this.crosshair.visible&&this.point(this.last)}point(e){let{stage:t,selection:n}=this.parts;this.last=e;let r=n.gripAt(e.inStage,e.coarse);this.tool.hover?.(r?void 0:e),t.element.style.cursor=r?jr(r,n.box?.rotation??0):this.tool.cursor}get dragging(){return this.drag!==void 0}press(e){let{selection:t,stage:n}=this.parts;n.element.dataset.drawing="",this.last=e;let{box:r}=t,o=t.gripAt(e.inStage,e.coarse);this.drag=o&&r?bo(this.parts,e,o,r):this.tool.press(e),this.drag||this.rest()}move(e){this.last=e,this.drag?this.drag.move(e):this.point(e)}release(e){let{drag:t}=this;this.drag=void 0,t?.end(e),this.rest()}cancelDrag(){let{drag:e}=this;this.drag=void 0,e?.cancel(),this.rest()}rest(){let{editor:e,stage:t}=this.parts;this.dragId=void 0,e.tool!=="polygon"&&delete t.element.dataset.drawing,this.pointAgain()}cancel(){let e=this.dragging;return this.cancelDrag(),this.tools[this.shown].cancel?.()||e}key(e,t){return e.key==="Escape"?this.escape():this.dragging?(this.dragId===void 0&&this.crosshair.key(e),e.key!=="Tab"):this.tool.key?.(e)?!0:t?e.key===" "&&this.over&&!this.crosshair.visible?(this.navigation.holdSpace(!0),!0):this.arrowsPoint()&&this.crosshair.key(e)||this.panKey(e):!1}escape(){return this.cancel()?!0:this.crosshair.visible?(this.crosshair.hide(),this.tool.hover?.(void 0),!0):!1}arrowsPoint(){let{tool:e,movable:t}=this.parts.editor;return e==="select"?!1:e!=="box"||t.length===0||this.crosshair.visible}panKey(e){let{editor:t,stage:n}=this.parts;if(t.tool!=="select"||t.movable.length||e.ctrlKey||e.metaKey||e.altKey)return!1;if(e.key==="ArrowLeft")n.pan($t,0);else if(e.key==="ArrowRight")n.pan(-$t,0);else if(e.key==="ArrowUp")n.pan(0,$t);else if(e.key==="ArrowDown")n.pan(0,-$t);else return!1;return!0}};function ii({target:i}){return i instanceof Element&&i.closest("button")!==null}function Rl(i){return!(i instanceof PointerEvent)||i.pointerType==="mouse"}var Qt=class{constructor(e,t,n){this.editor=e;this.stage=t;this.overlay=n}editor;stage;overlay;handles;dragged;update(){let{editor:e,dragged:t}=this,r=(e.tool==="colours"?[]:e.chosen).map(({id:o,frame:s,visible:a,locked:l})=>({frame:t?.frames.get(o)??s,dashed:!a||l}));this.handles=t?void 0:this.idleHandles(),t?.box&&e.movable.length>1&&r.push({frame:t.box,dashed:!1}),this.overlay.set({frames:r,handles:this.handles})}idleHandles(){let{tool:e,movable:t}=this.editor;if(e!=="select"&&e!=="box"||t.length===0)return;let n=no(t.map(({frame:a})=>a)),{view:r,size:o,coarse:s}=this.stage;return Vr(n,r,o,s?Xn:Wn,t.length>1)}get box(){return this.handles?.box}gripAt(e,t){return this.handles&&Ur(this.handles,e,t?Xn:Wn)}drag(e,t){this.dragged={frames:e,box:t},this.update()}rest(){this.dragged=void 0,this.update()}};var Il=2,Eo={fine:32,coarse:8},Zt=class{element;paper;content=new kt({listening:!1});tint=new kt({listening:!1});overlay=new kt({listening:!1});coarse=matchMedia("(pointer: coarse)").matches;view={scale:1,x:0,y:0};size={width:0,height:0};accent="";viewChanged=()=>{};konva;canvas={width:1,height:1};fits=!0;corner=[0,0];observer=new ResizeObserver(()=>this.measure());constructor(e){let t={role:"application","aria-label":e.canvas,"aria-description":e.canvasKeys};this.paper=m("div",{class:"paper",...t,tabindex:0});let n=m("div",{class:"konva"});this.element=m("div",{class:"stage"},this.paper,n),Z.pixelRatio=Mo(),this.konva=new lr({container:n,width:1,height:1,listening:!1}),this.konva.add(this.content,this.tint,this.overlay),this.tint.getNativeCanvasElement().style.opacity="0.45",this.observer.observe(this.element)}destroy(){this.observer.disconnect(),this.konva.destroy()}locate(){let{left:e,top:t}=this.element.getBoundingClientRect();this.corner=[e,t]}inStage({clientX:e,clientY:t}){return[e-this.corner[0],t-this.corner[1]]}toCanvas(e){return jn(this.view,e)}toStage(e){return It(this.view,e)}hiddenBy(e,t){let[n,r]=this.toStage(e),o=(s,a)=>Math.min(0,s-t)+Math.max(0,s+t-a);return[o(n,this.size.width),o(r,this.size.height)]}setCanvas({width:e,height:t}){e===this.canvas.width&&t===this.canvas.height||(this.canvas={width:e,height:t},this.element.style.setProperty("--aspect",String(e/t)),this.content.clip({x:0,y:0,width:e,height:t}),this.fit())}fit(){this.fits=!0,this.setView(Ir(this.size,this.canvas,this.coarse?Eo.coarse:Eo.fine))}zoomTo(e,t=[this.size.width/2,this.size.height/2]){this.moveTo(Kn(this.view,e,t))}pan(e,t){this.moveTo(Dt(this.view,e,t))}moveTo(e){this.fits=!1,this.setView(e)}setView(e){if(this.size.width===0)return;let{scale:t,x:n,y:r}=Fr(e,this.size,this.canvas),o=Z.pixelRatio;this.view={scale:t,x:Math.round(n*o)/o,y:Math.round(r*o)/o},this.paper.style.width=`${this.canvas.width*t}px`,this.paper.style.height=`${this.canvas.height*t}px`,this.paper.style.transform=`translate(${this.view.x}px, ${this.view.y}px)`;let s=t>=3;this.element.classList.toggle("crisp",s),this.element.classList.toggle("fits",this.fits),this.content.imageSmoothingEnabled(!s);for(let a of[this.content,this.tint])a.setAttrs({x:this.view.x,y:this.view.y,scaleX:t,scaleY:t});this.viewChanged()}measure(){let{clientWidth:e,clientHeight:t}=this.element;if(e===0||t===0)return;let[n,r]=[(e-this.size.width)/2,(t-this.size.height)/2];this.size={width:e,height:t},this.color(),Z.pixelRatio=Mo();for(let o of this.konva.getLayers())o.getCanvas().setPixelRatio(Z.pixelRatio);this.konva.size(this.size),this.fits?this.fit():this.setView(Dt(this.view,n,r))}color(){this.accent=getComputedStyle(this.element).getPropertyValue("--color-accent").trim()||"#f97316"}};function Mo(){return Math.min(Il,window.devicePixelRatio||1)}var To=512,Dl=128;function lt(i,{path:e,diameter:t}){i.lineCap=i.lineJoin="round",i.lineWidth=t,i.beginPath(),i.moveTo(...e[0]);for(let[n,r]of e)i.lineTo(n+t*1e-4,r);i.stroke()}function Fl({width:i,height:e,counts:t}){let n=new Uint8Array(i*e),r=0;return t.forEach((o,s)=>{if(s%2)for(let a=r;a<r+o;a++)n[a%e*i+Math.floor(a/e)]=1;r+=o}),n}function Lo(i,e,t){let n=[],r=0,o=0;for(let s=0;s<e;s++)for(let a=0;a<t;a++){let l=i[a*e+s]?1:0;l!==o&&(n.push(r),r=0,o=l),r++}return n.push(r),{kind:"mask",width:e,height:t,counts:n}}function ri(i){let e=new OffscreenCanvas(i.width,i.height),t=new ImageData(i.width,i.height);return Fl(i).forEach((n,r)=>t.data.fill(n*255,4*r,4*r+4)),e.getContext("2d")?.putImageData(t,0,0),e}function Ao({width:i,height:e},{strokes:t,aspect:n}){let r=To/Math.max(i,e),[o,s]=[i,e].map(l=>Math.max(1,Math.round(l*r))),a=new OffscreenCanvas(o,s).getContext("2d");a.scale(o/n,s);for(let{points:l,width:c,erase:h}of t)a.globalCompositeOperation=h?"destination-out":"source-over",lt(a,{path:l.map(([d,p])=>[d*n,p]),diameter:c});return Lo(Ro(a,o,s),o,s)}function Ro(i,e,t){let{data:n}=i.getImageData(0,0,e,t);return Uint8Array.from({length:e*t},(r,o)=>n[4*o+3]>127?1:0)}function Oo(i,e,t,n){let r=t.map(({path:z,diameter:je})=>({path:z.map(Pe=>Et(i,Pe)),diameter:je})),o={left:-i.width/2,top:-i.height/2,right:i.width/2,bottom:i.height/2},s=n?o:r.reduce((z,{path:je,diameter:Pe})=>Bl(z,Ie(je,Pe/2)),o),[a,l]=[s.right-s.left,s.bottom-s.top],c=Math.max(e.width/i.width,e.height/i.height,Dl/Math.max(i.width,i.height)),h=Math.min(c,To/Math.max(a,l)),[d,p]=[a,l].map(z=>Math.max(1,Math.ceil(z*h))),u=new OffscreenCanvas(d,p).getContext("2d");u.setTransform(d/a,0,0,p/l,-s.left*d/a,-s.top*p/l),u.drawImage(ri(e),o.left,o.top,i.width,i.height),u.globalCompositeOperation=n?"destination-out":"source-over";for(let z of r)lt(u,z);let f=Ro(u,d,p),v=Gl(f,d,p);if(!v)return;let y=Hl(f,d,v),[w,S]=[s.left+v.left/d*a,s.top+v.top/p*l],[k,R]=[s.left+v.right/d*a,s.top+v.bottom/p*l],[F,B]=De(i,[(w+k)/2,(S+R)/2]);return{frame:ee({...i,cx:F,cy:B,width:k-w,height:R-S}),shape:Lo(y,v.right-v.left,v.bottom-v.top)}}function Bl(i,e){return{left:Math.min(i.left,e.left),top:Math.min(i.top,e.top),right:Math.max(i.right,e.right),bottom:Math.max(i.bottom,e.bottom)}}function Gl(i,e,t){let n={left:e,top:t,right:0,bottom:0};return i.forEach((r,o)=>{if(!r)return;let[s,a]=[o%e,Math.floor(o/e)];n.left=Math.min(n.left,s),n.right=Math.max(n.right,s+1),n.top=Math.min(n.top,a),n.bottom=Math.max(n.bottom,a+1)}),n.right>n.left?n:void 0}function Hl(i,e,{left:t,top:n,right:r,bottom:o}){let s=r-t;return Uint8Array.from({length:s*(o-n)},(a,l)=>i[(n+Math.floor(l/s))*e+t+l%s])}var en=()=>{},tn=class{constructor(e,t){this.editor=e;this.stage=t;let n=r=>{this.outline(r),this.live(r)};t.tint.add(new Oe({sceneFunc:r=>n(r._context)}))}editor;stage;outline=en;live=en;shown=[];update(){let{drawing:e,scene:t,tool:n}=this.editor,r=n==="brush"||n==="eraser"?t.layers.find(({id:s})=>s===e.target):void 0,o=[r,e.outline,this.stage.accent];o.every((s,a)=>s===this.shown[a])||(this.shown=o,this.outline=this.outlineOf(r,e.outline),this.redraw())}stroke(e,t){this.live=n=>{n.globalCompositeOperation=t?"destination-out":"source-over",n.strokeStyle=this.stage.accent;for(let r of e)lt(n,r);n.globalCompositeOperation="source-over"},this.redraw()}rest(){this.live=en,this.redraw()}redraw(){this.stage.tint.batchDraw()}outlineOf(e,t){return e?.shape.kind==="strokes"?this.strokesOf(e.frame,e.shape):e&&t?this.bitmapOf(e.frame,t):en}strokesOf(e,{strokes:t,aspect:n}){let{height:r}=e,o=n*r,s=t.map(({points:a,width:l,erase:c})=>({stroke:{path:a.map(([d,p])=>[(d-.5)*o,(p-.5)*r]),diameter:l*r},erase:c}));return a=>{Io(a,e,()=>{a.scale(e.width/o,1),a.strokeStyle=this.stage.accent;for(let{stroke:l,erase:c}of s)a.globalCompositeOperation=c?"destination-out":"source-over",lt(a,l)})}}bitmapOf(e,t){let n=ri(t),r=n.getContext("2d");r.globalCompositeOperation="source-in",r.fillStyle=this.stage.accent,r.fillRect(0,0,n.width,n.height);let{width:o,height:s}=e;return a=>Io(a,e,()=>a.drawImage(n,-o/2,-s/2,o,s))}};function Io(i,{cx:e,cy:t,rotation:n,flip:r},o){i.save(),i.translate(e,t),i.rotate(n*Math.PI/180),r&&i.scale(-1,1),o(),i.restore()}var zl={select:"M5 3l14 8-6 2-2 6z",box:"M4 5h16v14H4z",brush:"M4 20c3 0 5-1 5-4a3 3 0 0 1 3-3l8-8a2 2 0 0 0-3-3l-8 8M9 13l3 3",eraser:"M8 20l-5-5 10-10 7 7-8 8zM8 10l7 7M8 20h12",polygon:"M12 3l9 7-4 10H7L3 10z",undo:"M9 5L4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3",redo:"M15 5l5 5-5 5M20 10H10a6 6 0 0 0 0 12h3",eye:"M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",hidden:"M3 3l18 18M10 5.2A10 10 0 0 1 12 5c6 0 10 7 10 7a17 17 0 0 1-3 3.6M6.5 6.6A17 17 0 0 0 2 12s4 7 10 7a9 9 0 0 0 5-1.5",flip:"M12 3v18M9 7L3 18h6zM15 7l6 11h-6z",duplicate:"M9 9h12v12H9zM5 15H3V3h12v2M15 12v6M12 15h6",up:"M12 19V5M6 11l6-6 6 6",down:"M12 5v14M6 13l6 6 6-6",delete:"M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6",dice:"M4 4h16v16H4zM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01",shape:"M12 3a9 9 0 1 0 9 9M16 3h5v5M21 3l-6 6",photo:"M3 5h18v14H3zM3 16l5-5 5 5 3-3 5 5M16 9h.01",landscape:"M2 19l7-11 5 8 3-4 5 7zM17 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",download:"M12 3v12M7 11l5 5 5-5M4 20h16",new:"M6 3h8l5 5v13H6zM14 3v5h5",colours:"M12 3a9 9 0 1 0 0 18c1.5 0 2-1 2-2s-1-1.5 0-2.5 4 .5 5.5-1S21 12 21 12a9 9 0 0 0-9-9zM7.5 12h.01M9.5 8h.01M14.5 8h.01",cut:"M6 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM20 4L8.5 15.5M14.5 14.5L20 20M8.5 8.5L12 12",paste:"M9 4H6v17h12V4h-3M9 3h6v4H9z",selectAll:"M4 4h4M10 4h4M16 4h4v4M20 10v4M20 16v4h-4M14 20h-4M8 20H4v-4M4 14v-4M4 8V4M8 8h8v8H8z",lock:"M5 11h14v10H5zM8 11V7a4 4 0 0 1 7.5-2",locked:"M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4",rename:"M4 20h4L19 9l-4-4L4 16zM13 7l4 4",front:"M4 4h10v10H4zM10 18v2h10V10h-2",back:"M10 10h10v10H10zM14 6V4H4v10h2",shapes:"M4 4h6v6H4zM17 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM7 14l3.5 6h-7zM14 14h6v6h-6z",looks:"M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",outline:"M5 19c-3-4 0-12 6-13s10 3 8 8-8 3-9 6-4 1-5-1z",add:"M12 5v14M5 12h14",zoomIn:"M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M11 8v6M8 11h6",zoomOut:"M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M8 11h6",fit:"M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",actualSize:"M6 8l2-1v10M12 10h.01M12 14h.01M16 8l2-1v10",help:"M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17h.01",close:"M6 6l12 12M18 6L6 18",more:"M5 11.5h2v1H5zM11 11.5h2v1h-2zM17 11.5h2v1h-2z",save:"M5 3h11l4 4v14H4V3zM8 3v5h7V3M7 21v-7h10v7",open:"M3 6h6l2 2h10v11H3z",copy:"M9 9h12v12H9zM5 15H3V3h12v2",grip:"M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",unfold:"M7 10l5 5 5-5"};function N(i){let e=document.createElementNS("http://www.w3.org/2000/svg","svg");e.setAttribute("viewBox","0 0 24 24"),e.setAttribute("aria-hidden","true");let t=document.createElementNS(e.namespaceURI,"path");return t.setAttribute("d",zl[i]),e.append(t),e}var nn=class{element;readout=m("span",{"aria-hidden":"true"});constructor(e,t){let n=(r,o,s,a)=>m("button",{type:"button","aria-label":r,title:`${r} (${o})`,onclick:a},s);this.element=m("div",{class:"zoom"},n(e.zoomOut,"-",N("zoomOut"),()=>t.zoomOut()),n(e.fit,"0",this.readout,()=>t.fit()),n(e.zoomIn,"+",N("zoomIn"),()=>t.zoomIn()))}show(e){let t=`${Math.round(e*100)} %`;this.readout.textContent!==t&&(this.readout.textContent=t)}};var rn=class{constructor(e){this.editor=e;let t=new Zt(e.strings),n=new At(e),r=new Lt(t),o=new Qt(e,t,r),s=new Ct(e,t,n);this.parts={editor:e,stage:t,picture:n,overlay:r,selection:o,lift:s,tint:new tn(e,t)},this.pointer=new Jt(this.parts,()=>this.destroy()),this.hint=new pt(e),this.zoomBar=new nn(e.strings,this),t.paper.append(n.element),t.element.append(this.hint.element,this.zoomBar.element),t.viewChanged=()=>this.showView(),this.element=t.element,e.view=this}editor;element;parts;pointer;hint;zoomBar;update(){let{stage:e,picture:t,selection:n,lift:r,tint:o}=this.parts;e.element.dataset.tool=this.editor.tool,e.setCanvas(this.editor.scene.canvas),t.update(),r.update(),n.update(),o.update(),this.hint.update(),this.pointer.update()}showView(){let{stage:e,selection:t,tint:n}=this.parts;t.update(),n.update();for(let r of[e.content,e.tint,e.overlay])r.batchDraw();this.zoomBar.show(e.view.scale)}key(e,t){return this.pointer.key(e,t)}destroy(){this.pointer.destroy(),this.parts.stage.destroy()}zoomIn(){let{stage:e}=this.parts;e.zoomTo(Br(e.view.scale))}zoomOut(){let{stage:e}=this.parts;e.zoomTo(Gr(e.view.scale))}fit(){this.parts.stage.fit()}actualSize(){this.parts.stage.zoomTo(1)}};var Do=`/* The page's layout gives the stage its size. */
[data-scenegen-editor] .stage {
  position: relative;
  overflow: hidden;
  border: var(--line);
  border-radius: 12px;
  background: var(--background-fill-secondary, #f4f4f5);
  /* Dots that tell the stage from the paper. */
  background-image: radial-gradient(color-mix(in srgb, var(--body-text-color, #222) 16%, transparent) 1px, transparent 1px);
  background-size: 18px 18px;
  touch-action: none;
  user-select: none;
  -webkit-user-select: none;
  -webkit-touch-callout: none;
}

/* Focus that came by key; a press focuses the paper too. */
[data-scenegen-editor] .stage[data-focused] {
  outline: 2px solid var(--accent);
  outline-offset: -2px;
}

[data-scenegen-editor] .stage .paper {
  position: absolute;
  top: 0;
  left: 0;
  background: var(--background-fill-primary, white);
  box-shadow: 0 0 0 1px var(--border-color-primary, #ddd), 0 6px 24px rgb(0 0 0 / 14%);
  outline: none !important;
  transform-origin: 0 0;
}

[data-scenegen-editor] .picture {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
  max-width: none;
  margin: 0;
  border-radius: 0;
  pointer-events: none;
}

[data-scenegen-editor] .picture:not([src]) {
  visibility: hidden;
}

[data-scenegen-editor] .crisp .picture {
  image-rendering: pixelated;
}

/* Presses are for the stage: the canvas alone knows which handle or object they mean. */
[data-scenegen-editor] .konva {
  position: absolute;
  inset: 0;
  pointer-events: none;
}

[data-scenegen-editor] .stage[data-pan] {
  cursor: grab !important;
}

[data-scenegen-editor] .stage[data-pan="grabbing"] {
  cursor: grabbing !important;
}

/* --- zoom -------------------------------------------------------------------------------------------------------- */

[data-scenegen-editor] .zoom {
  position: absolute;
  right: 4px;
  bottom: 3px;
  display: flex;
  border: var(--line);
  border-radius: 9px;
  background: color-mix(in srgb, var(--background-fill-primary, white) 88%, transparent);
  opacity: 0.85;
  transition: opacity 0.15s;
}

[data-scenegen-editor] .zoom:is(:hover, :focus-within) {
  opacity: 1;
}

[data-scenegen-editor] .zoom button {
  min-width: 28px;
  min-height: 24px;
  padding: 0 5px;
  border-color: transparent;
  background: none;
  font-size: 12px;
  font-variant-numeric: tabular-nums;
  cursor: pointer;
}

[data-scenegen-editor] .zoom span {
  min-width: 44px;
  text-align: center;
}

[data-scenegen-editor] .zoom svg {
  width: 16px;
  height: 16px;
}

/* It makes room for what is being drawn beneath it. */
[data-scenegen-editor] .stage[data-drawing] .zoom {
  opacity: 0.25;
  pointer-events: none;
}

/* --- an empty canvas --------------------------------------------------------------------------------------------- */

[data-scenegen-editor] .hint {
  position: absolute;
  top: 50%;
  left: 50%;
  display: flex;
  flex-direction: column;
  align-items: center;
  gap: 2px;
  width: max-content;
  max-width: 84%;
  padding: 18px 26px 16px;
  border-radius: 16px;
  background: rgb(15 23 42 / 66%);
  color: white;
  text-align: center;
  text-wrap: balance;
  transform: translate(-50%, -50%);
  transition: opacity 0.15s;
  backdrop-filter: blur(3px);
  pointer-events: none;
}

[data-scenegen-editor] .stage[data-drawing] .hint {
  opacity: 0;
}

[data-scenegen-editor] .hint strong {
  color: white;
  font-size: 17px;
  font-weight: 600;
}

[data-scenegen-editor] .hint span {
  color: rgb(255 255 255 / 85%);
}

[data-scenegen-editor] .demonstration {
  position: relative;
  width: 116px;
  height: 76px;
  margin-bottom: 12px;
}

[data-scenegen-editor] .demonstration .drawn {
  position: absolute;
  top: 0;
  left: 0;
  width: 100px;
  height: 62px;
  border: 2px dashed white;
  border-radius: 3px;
  background: rgb(255 255 255 / 14%);
  animation: scenegen-draw 3s ease-in-out infinite;
}

[data-scenegen-editor] .demonstration .arrow {
  position: absolute;
  top: 0;
  left: 0;
  width: 20px;
  height: 22px;
  background: white;
  clip-path: polygon(0 0, 0 80%, 23% 60%, 40% 100%, 56% 93%, 40% 56%, 70% 56%);
  filter: drop-shadow(0 1px 1px rgb(0 0 0 / 50%));
  transform: translate(99px, 61px);
  animation: scenegen-point 3s ease-in-out infinite;
}

@keyframes scenegen-draw {
  0%, 12% {
    width: 0;
    height: 0;
    opacity: 0;
  }
  16% {
    opacity: 1;
  }
  60%, 90% {
    width: 100px;
    height: 62px;
    opacity: 1;
  }
  100% {
    width: 100px;
    height: 62px;
    opacity: 0;
  }
}

@keyframes scenegen-point {
  0%, 12% {
    transform: translate(0, 0);
  }
  60%, 100% {
    transform: translate(99px, 61px);
  }
}

@media (prefers-reduced-motion: reduce) {
  [data-scenegen-editor] .demonstration i {
    animation: none !important;
  }
}

/* --- touch and narrow windows -------------------------------------------------------------------------------------- */

@media (pointer: coarse) {
  [data-scenegen-editor] .zoom button {
    min-width: 44px;
    min-height: 44px;
  }

  /* There is no room beside a fitted paper: two fingers zoom, and one button for those who cannot. */
  [data-scenegen-editor] .fits .zoom button:not(:last-child) {
    display: none;
  }
}

@media (max-width: 860px) {
  /* The canvas's own aspect, and never so high that the tools under it are out of sight. */
  [data-scenegen-editor] .stage {
    flex: none;
    width: 100%;
    min-height: 200px;
    max-height: 62dvh;
    aspect-ratio: var(--aspect, 4 / 3);
  }

  [data-scenegen-editor] .hint {
    padding: 8px 16px 10px;
    font-size: 13px;
  }

  [data-scenegen-editor] .hint strong {
    font-size: 15px;
  }

  [data-scenegen-editor] .demonstration {
    margin: -6px 0 -4px;
    scale: 0.7;
  }
}
`;var Fo=1e3,Vl=400,on=class{constructor(e){this.editor=e}editor;brushSize=8;colour=[96,148,210];target;key;bitmap;waiting=[];transport;connect(e){this.transport=e}setBrushSize(e){this.brushSize=Math.min(40,Math.max(1,Math.round(e))),this.editor.changed()}setColour(e){this.colour=e,this.editor.changed()}get brushDiameter(){let{width:e,height:t}=this.editor.scene.canvas;return Math.max(1,this.brushSize/100*Math.min(e,t))}box(e){this.editor.objects.add(Pt(e),{kind:"generated"})}polygon(e){let{frame:t,shape:n}=cr(Mt(e,.25).slice(0,Fo));this.editor.objects.add(t,n)}stroke(e,t){let{editor:n}=this,r=e.map(({path:s,diameter:a})=>({path:this.thinned(s),diameter:a})),o=n.scene.layers.find(s=>s.id===this.target);o?this.extend(o,r,t):t?n.painting.say(n.strings.eraserHint):this.begin(r)}begin([e,...t]){let{frame:n,shape:r}=dr(e.path,e.diameter);for(let{path:s,diameter:a}of t)({frame:n,shape:r}=Vn(n,r,s,a,!1));let o=this.editor.scene;this.editor.objects.add(n,r),this.editor.scene!==o&&(this.target=this.editor.selection[0],this.editor.changed())}extend(e,t,n){let{editor:r}=this,{frame:o}=e;if(e.locked){r.painting.say(r.strings.lockedHint);return}let s=n?r.strings.eraser:r.strings.brush;if(e.shape.kind==="strokes"&&e.shape.strokes.length<=Vl){let{shape:c}=e;for(let{path:h,diameter:d}of t)({frame:o,shape:c}=Vn(o,c,h,d,n));r.commit(st(r.scene,e.id,{frame:o,shape:c}),s);return}let a=e.shape.kind==="strokes"?Ao(o,e.shape):this.bitmap;if(!a){this.waiting.push({strokes:t,erase:n});return}let l=Oo(o,a,t,n);l?r.commit(st(r.scene,e.id,l),s):r.painting.say(r.strings.nothingLeft)}thinned(e){let{width:t,height:n}=this.editor.scene.canvas,r=.002*Math.min(t,n),o=Mt(e,r);for(;o.length>Fo;)o=Mt(e,r*=2);return o}editOutline(){this.target=this.editor.layer?.id,this.editor.setTool("brush")}newObject(){this.target=void 0,this.editor.select()}toolChanged(){let{editor:e}=this;e.tool==="eraser"?this.target=e.layer?.id:e.tool!=="brush"&&(this.target=void 0),e.tool==="polygon"&&e.painting.say(e.strings.polygonHint),e.tool==="colours"&&e.painting.say(e.strings.coloursHint),this.follow()}follow(){let{editor:e}=this;e.tool==="eraser"?this.target=e.layer?.id:this.target&&e.layer?.id!==this.target&&(this.target=void 0);let t=e.scene.layers.find(o=>o.id===this.target),n=t&&t.shape.kind!=="strokes"?t:void 0,r=n&&JSON.stringify([n.id,n.shape,n.category,n.shape_seed,n.frame.width/n.frame.height]);r!==this.key&&(this.key=r,this.bitmap=void 0,this.waiting=[],n?.shape.kind==="mask"?this.bitmap=n.shape:n&&this.fetchOutline(n,r))}async fetchOutline(e,t){let n=await this.transport.outline(e);if(t!==this.key)return;this.bitmap=n;let{waiting:r}=this;if(this.waiting=[],n)for(let{strokes:o,erase:s}of r)this.stroke(o,s);this.editor.changed()}get outline(){return this.bitmap}get sketch(){let{scene:e,painting:t}=this.editor,{background:n,canvas:r}=e;if(n.kind==="generated"&&n.sketch)return n.sketch;if(n.kind==="plain")return Kt(r,n.rgb);let o=t.layers.background;return o?So(o,r):Kt(r,[200,200,200])}paintColours(e){this.setSketch(Wt(this.sketch,this.editor.scene.canvas,e,this.brushDiameter,this.colour))}fillColours(){this.setSketch(Kt(this.editor.scene.canvas,this.colour))}clearColours(){this.setSketch(null)}setSketch(e){let{editor:t}=this,{background:n}=t.scene,r=n.kind==="generated"?n.seed:0;t.commit(Ce(t.scene,{kind:"generated",seed:r,sketch:e}),t.strings.colours)}};var oi="held ",sn=class{constructor(e,t,n=8e6){this.now=e;this.bytes=t;this.maxBytes=n}now;bytes;maxBytes;past=[];future=[];last={kind:"",at:0};get present(){return this.now}get undoLabel(){return this.past.at(-1)?.label}get redoLabel(){return this.future.at(-1)?.label}saved(e){return{now:this.now,past:this.past.slice(-e),future:this.future.slice(-e)}}restore({now:e,past:t,future:n}){this.now=e,this.past=t,this.future=n}commit(e,{label:t,kind:n=""},r=Date.now()){n!==""&&n===this.last.kind&&(n.startsWith(oi)||r-this.last.at<800)&&this.past.length>0||this.past.push({state:this.now,label:t,bytes:this.bytes(this.now,e)}),this.last={kind:n,at:r},this.future=[],this.now=e,this.forget()}replace(e){this.now=e}undo(){return this.step(this.past,this.future)}redo(){return this.step(this.future,this.past)}step(e,t){let n=e.pop();if(n)return t.push({...n,state:this.now}),this.now=n.state,this.last={kind:"",at:0},n.label}forget(){let e=this.past.reduce((t,n)=>t+n.bytes,0);for(;e>this.maxBytes&&this.past.length>1;)e-=this.past.shift().bytes}};var Ul=4,an=class{constructor(e){this.editor=e;e.painting.variantPainted=t=>this.take(t)}editor;choices=[];of="look";layer="";offer(e){let{editor:t}=this,{layer:n}=t;n&&(this.of=e,this.layer=n.id,this.choices=Array.from({length:Ul},()=>({seed:W(),url:""})),t.painting.variants(t.scene,n.id,e,this.choices.map(({seed:r})=>r)),t.changed())}take({layer:e,of:t,index:n,seed:r,url:o}){e!==this.layer||t!==this.of||this.choices[n]?.seed!==r||(this.choices[n]={seed:r,url:o},this.editor.changed())}get offered(){let{selection:e}=this.editor;return this.choices.length>0&&e.length===1&&e[0]===this.layer}isChosen({seed:e}){let{layer:t}=this.editor;return e===(this.of==="look"?t?.style_seed:t?.shape_seed)}choose({seed:e}){let{editor:t}=this,n=this.of==="look"?{style_seed:e,style_reference:null}:{shape_seed:e,shape:{kind:"generated"}};t.select(this.layer),t.objects.change(n,this.of==="look"?t.strings.rerollLook:t.strings.rerollShape)}close(){this.choices=[],this.editor.changed()}setStrength(e,t=""){this.editor.objects.change({style_strength:e},this.editor.strings.styleStrength,t||`strength ${this.editor.selection}`)}async copyFrom(e){let{editor:t}=this,{strings:n}=t;if(t.chosen.every(s=>s.category===e.category)){let{style_seed:s,style_strength:a,style_reference:l}=e;t.objects.change({style_seed:s,style_strength:a,style_reference:l},n.lookLike);return}let r=t.painting.layers.layer(e.id);if(!r){t.painting.say(n.lookNotPainted);return}let o=await(await fetch(r.image.src)).blob();await this.copyFromPicture(new File([o],"look.png",{type:o.type}))}async copyFromPicture(e){let t=await this.editor.project.upload(e,"reference");t?.sha256&&this.editor.objects.change({style_reference:t.sha256},this.editor.strings.lookLike)}forgetPicture(){this.editor.objects.change({style_reference:null},this.editor.strings.ownLook)}};var ln=class{constructor(e){this.editor=e}editor;clipboard=[];add(e,t){let{editor:n}=this;if(this.full(1))return;let r=Jn(n.scene,n.categoryName(n.category)),o=$n(r,n.category,ee(e),t);n.selection=[o.id],n.commit(Qn(n.scene,o),A(n.strings.edits.add,{name:r}))}addInMiddle(){let{width:e,height:t}=this.editor.scene.canvas,n=.4*Math.min(e,t);this.add({cx:e/2,cy:t/2,width:n*1.2,height:n,rotation:0,flip:!1},{kind:"generated"})}full(e){let{editor:t}=this;return t.scene.layers.length+e<=t.limits.layers?!1:(t.painting.complain(A(t.strings.tooManyLayers,{count:t.limits.layers})),!0)}change(e,t,n=""){this.changeEach(()=>e,t,n)}changeEach(e,t,n=""){let{editor:r}=this;r.selection.length&&r.commit(he(r.scene,r.selection,e),t,n)}setFrames(e,t,n=""){let{editor:r}=this,o=[...e.keys()].filter(s=>de(r.scene,s)?.locked===!1);o.length!==0&&r.commit(he(r.scene,o,({id:s})=>({frame:ee(e.get(s))})),t,n)}changeFrames(e,t,n=""){this.setFrames(new Map(this.editor.movable.map(({id:r,frame:o})=>[r,{...o,...e(o)}])),t,n)}nudge(e,t){let{editor:n}=this;this.changeFrames(({cx:r,cy:o})=>({cx:r+e,cy:o+t}),n.strings.edits.move,`nudge ${n.selection}`)}flip(){this.changeFrames(({flip:e})=>({flip:!e}),this.editor.strings.flip)}rerollShape(){this.changeEach(()=>({shape_seed:W()}),this.editor.strings.rerollShape)}rerollLook(){this.changeEach(()=>({style_seed:W(),style_reference:null}),this.editor.strings.rerollLook)}rename(e,t){let{editor:n}=this,r=t.trim().slice(0,80);r&&r!==de(n.scene,e)?.name&&n.commit(st(n.scene,e,{name:r}),n.strings.rename)}setVisible(e,t=this.editor.selection){let{editor:n}=this;n.commit(he(n.scene,t,()=>({visible:e})),e?n.strings.show:n.strings.hide)}setLocked(e,t=this.editor.selection){let{editor:n}=this;n.commit(he(n.scene,t,()=>({locked:e})),e?n.strings.lock:n.strings.unlock)}duplicate(){let{editor:e}=this;if(e.selection.length===0||this.full(e.selection.length))return;let{scene:t,ids:n}=Vt(e.scene,e.chosen.map(r=>r.id));e.selection=n,e.commit(t,e.strings.duplicate)}copy(){let{editor:e}=this;e.selection.length!==0&&(this.clipboard=e.chosen,e.painting.announce(A(e.strings.copied,{count:this.clipboard.length})))}cut(){this.copy(),this.delete()}get canPaste(){return this.clipboard.length>0}paste(){let{editor:e}=this;if(!this.canPaste||this.full(this.clipboard.length))return;let{scene:t,ids:n}=po(e.scene,this.clipboard);this.clipboard=t.layers.filter(r=>n.includes(r.id)),e.selection=n,e.commit(t,e.strings.paste)}shift(e){let{editor:t}=this;t.commit(fo(t.scene,t.selection,e),t.strings.edits.reorder)}place(e,t){let{editor:n}=this;n.commit(Zn(n.scene,e,t),n.strings.edits.reorder)}delete(){let{editor:e}=this,t=e.chosen.map(n=>n.name);t.length!==0&&(e.commit(ho(e.scene,e.selection),e.strings.delete),e.painting.announce(A(e.strings.deleted,{names:t.join(", ")})))}};var cn=class{constructor(e){this.changed=e}changed;background;placements=new Map;backgroundKey="";images=new Map;probe=new OffscreenCanvas(1,1).getContext("2d",{willReadFrequently:!0});transport;connect(e){this.transport=e}async follow({layers:e,background:t}){this.placements=new Map(e?.map(s=>[s.id,s])),this.backgroundKey=t?.key??"";let n=this.wanted();this.forget(n);let r=n.filter(s=>!this.images.has(s)),o=r.length?await this.transport.layerPictures(r):{};await Promise.all(Object.entries(o).map(async([s,a])=>this.images.set(s,await si(a)))),this.background=this.images.get(this.backgroundKey),this.changed()}wanted(){let e=[...this.placements.values()].map(({key:t})=>t);return this.backgroundKey?[this.backgroundKey,...new Set(e)]:e}forget(e){let t=[...this.images.keys()].filter(n=>!e.includes(n));for(let n of t.slice(0,Math.max(0,t.length-60)))this.images.delete(n)}layer(e){let t=this.placements.get(e),n=t&&this.images.get(t.key);return n&&{...t,image:n}}get complete(){return this.background!==void 0&&this.wanted().every(e=>this.images.has(e))}alphaAt(e,[t,n]){let r=this.layer(e);if(!r||!this.probe)return;let{image:o}=r,s=Math.floor((t-r.x)/r.width*o.naturalWidth),a=Math.floor((n-r.y)/r.height*o.naturalHeight);return s<0||a<0||s>=o.naturalWidth||a>=o.naturalHeight?0:(this.probe.clearRect(0,0,1,1),this.probe.drawImage(o,-s,-a),this.probe.getImageData(0,0,1,1).data[3]/255)}};async function si(i){let e=new Image;return e.src=i,await e.decode().catch(()=>{}),e}var jl=3e4,Kl=250,Wl=500,Bo=[2e3,4e3,8e3,15e3],dn=class{constructor(e,t){this.strings=e;this.changed=t;this.status={text:e.loading,busy:!0},this.layers=new cn(t)}strings;changed;status;alert="";announcement="";picture="";frame=0;unreachable=!1;interrupted=!1;cancelled=!1;slow=!1;layers;pictureMissing=e=>{};variantPainted=e=>{};exported=()=>{};display=async e=>{};exact=!1;shownRevision=0;told=new Set;patience=0;noticed=0;slowness=0;retry=0;attempts=0;requested;transport;connect(e){this.transport=e,this.layers.connect(e)}get busy(){return this.shownRevision<this.transport.revision}request(e){this.alert="",this.cancelled=!1,this.requested=e,this.transport.paint(e),window.clearTimeout(this.patience),this.patience=window.setTimeout(()=>this.complain(this.strings.noAnswer),jl),this.noticed||(this.noticed=window.setTimeout(()=>this.say(this.strings.waiting,!0),Kl)),this.slowness||(this.slowness=window.setTimeout(()=>this.setSlow(),Wl)),this.changed()}setSlow(){this.slow=this.busy,this.changed()}again(){this.requested&&this.request(this.requested)}cancel(){this.busy&&(this.transport.cancel(),this.settle(),this.cancelled=!0,this.say(this.strings.cancelled))}settle(){this.shownRevision=this.transport.revision,this.exact=!1,this.slow=!1,window.clearTimeout(this.patience),window.clearTimeout(this.noticed),window.clearTimeout(this.slowness),this.noticed=this.slowness=0}say(e,t=!1,n){this.status={text:e,busy:t,progress:n},this.changed()}complain(e){this.alert=e,this.say(this.strings.ready)}dismissAlert(){this.alert="",this.changed()}complainOnce(e){this.told.has(e)||(this.told.add(e),this.alert=e,this.changed())}announce(e){this.announcement=e===this.announcement?`${e}\xA0`:e,this.changed()}export(e){if(this.exact&&!this.busy){this.exportShown();return}this.say(this.strings.preparing,!0),this.transport.export(e)}async exportShown(){let e=await Xl(await si(this.picture));hn(e,"scene.png"),this.exported()}variants(e,t,n,r){this.transport.variants(e,t,n,r)}async receive(e){if(e.download){hn(new URL(e.download.url,document.baseURI).href,"scene.png"),this.say(this.strings.ready),this.exported();return}if(e.variants){this.variantPainted(e.variants);return}if(!(e.revision<this.transport.revision||this.cancelled)){if(window.clearTimeout(this.patience),e.error){this.failed(e.error);return}e.picture&&(this.picture=e.picture,await this.display(e.picture),e.revision<this.transport.revision)||(e.complete?this.completed(e):this.progressed(e))}}progressed({step:e=0,of:t=0}){this.say(A(this.strings.painting,{step:e,of:t}),!0,t?e/t:void 0)}completed(e){this.frame+=1,this.settle(),this.exact=!!e.exact,this.say(A(this.strings.readyIn,{ms:e.milliseconds??0})),this.layers.follow(e)}failed(e){this.settle(),e.code==="photo_missing"||e.code==="picture_missing"?this.pictureMissing(e):this.complain(Rt(this.strings,e))}reached(e){if(window.clearTimeout(this.retry),!e){this.unreachable=this.interrupted=!0,this.status={text:"",busy:!1};let t=Bo[Math.min(this.attempts++,Bo.length-1)];this.retry=window.setTimeout(()=>{this.reconnect()},t),this.changed();return}this.attempts=0,this.unreachable&&(this.unreachable=!1,this.again())}async reconnect(){await this.transport.ping()}};async function Xl(i){let e=new OffscreenCanvas(i.naturalWidth,i.naturalHeight);return e.getContext("2d")?.drawImage(i,0,0),e.convertToBlob({type:"image/png"})}function hn(i,e){let t=typeof i=="string"?i:URL.createObjectURL(i),n=document.createElement("a");n.href=t,n.download=e,document.body.append(n),n.click(),n.remove(),typeof i!="string"&&window.setTimeout(()=>URL.revokeObjectURL(t),6e4)}var Yl="scenegen",ai="files";async function Go(i,e){try{return await zo("readwrite",async t=>{let n={sha256:i,file:e,at:Date.now()};await ct(t.put(n));let o=(await ct(t.getAll())).sort((s,a)=>a.at-s.at).slice(16);await Promise.all(o.map(s=>ct(t.delete(s.sha256))))}),!0}catch{return!1}}async function Ho(i){try{return(await zo("readonly",t=>ct(t.get(i))))?.file}catch{return}}async function zo(i,e){let t=indexedDB.open(Yl,1);t.onupgradeneeded=()=>{t.result.createObjectStore(ai,{keyPath:"sha256"})};let n=await ct(t);try{return await e(n.transaction(ai,i).objectStore(ai))}finally{n.close()}}function ct(i){return new Promise((e,t)=>{i.onsuccess=()=>e(i.result),i.onerror=()=>t(i.error)})}var No;function ql({props:i,watch:e}){e("value",()=>{let{value:t}=i,n=typeof t=="string"?JSON.parse(t):un(t);n?.sequence&&No?.(n)})}var pn=class{constructor(e,t,n,r){this.gradio=e;this.owner=t;this.onReach=r;No=n}gradio;owner;onReach;revision=0;session=li();paint(e){this.revision+=1,this.post(e),this.ping(),this.gradio.trigger("edit")}cancel(){this.revision+=1,this.ping()}async ping(){return await this.call("supersede",{session:this.session,revision:this.revision})===!0}export(e){this.post(e),this.gradio.trigger("export")}variants(e,t,n,r){this.post(e,{variants:{layer:t,of:n,seeds:r}}),this.gradio.trigger("variants")}post(e,t={}){this.gradio.props.value=JSON.stringify({scene:e,revision:this.revision,session:this.session,owner:this.owner,...t})}async layerPictures(e){return await this.call("layer_pictures",{session:this.session,keys:e})??{}}async outline(e){return(await this.call("outline",{layer:e}))?.shape}async openPicture(e,t){try{let{path:n}=await this.gradio.upload(e),r=t==="photo"?"open_photo":"open_reference";return await this.call(r,{owner:this.owner,path:n})}catch{return}}async call(e,t){let n=await this.gradio.server[e](t).catch(()=>{});return this.onReach(n!=null),n}};function li(){return Array.from(crypto.getRandomValues(new Uint8Array(16)),i=>i.toString(16).padStart(2,"0")).join("")}function un(i){return JSON.parse(JSON.stringify(i??null))}var jo="scenegen.scene",Vo="scenegen.owner",Ko="scenegen.history",Uo="scenegen.visited";function ci(i){return gn(jo,JSON.stringify(i))}function Wo(i){gn(Ko,JSON.stringify(i),"sessionStorage")}function Xo(i){try{let e=JSON.parse(fn(Ko,"sessionStorage")??"null");if(e&&JSON.stringify(e.now)===JSON.stringify(i))return e}catch{}}function Yo(){let i=fn(Uo)===null;return gn(Uo,"1"),i}function qo(){return di(fn(jo)??"")}function di(i){try{let e=JSON.parse(i),t=e.layers??[],{width:n,height:r}=e.canvas;if(e.version===1&&n>0&&r>0&&t.every(s=>s.id&&s.frame.width>0))return{...e,background:lo(e.background),layers:t.map(ao)}}catch{}}function $o(){let i=fn(Vo);if(i&&/^[0-9a-f]{32}$/.test(i))return i;let e=li();return gn(Vo,e),e}function fn(i,e="localStorage"){try{return window[e].getItem(i)}catch{return null}}function gn(i,e,t="localStorage"){try{return window[t].setItem(i,e),!0}catch{return!1}}var $l=2e7,Jl=1e4,mn=class{constructor(e){this.editor=e;e.painting.pictureMissing=t=>{this.recover(t)},e.painting.exported=()=>e.markSaved()}editor;example=null;recovered=new Map;transport;connect(e){this.transport=e}newBackground(){let{editor:e}=this,t={kind:"generated",seed:W(),sketch:null};e.commit(Ce(e.scene,t),e.strings.newBackground)}setPlainBackground(e){let{editor:t}=this;t.commit(Ce(t.scene,{kind:"plain",rgb:e}),t.strings.plainColour,"plain colour")}newScene(){let{editor:e}=this;this.example=null,e.commit(Nt(e.landscapes),e.strings.newScene)}openExample(e){let{editor:t}=this,{background:n}=e.scene;return n.kind!=="photo"||n.sha256?(t.commit(e.scene,t.strings.edits.open),!1):(this.example=e,t.scene.background.kind!=="photo"?(t.painting.say(t.strings.choosePhoto),!0):(this.layOnPhoto(t.scene.background.sha256,t.scene.canvas.width,t.scene.canvas.height),!1))}forgetExample(){this.example=null}async openPhoto(e){let{sha256:t,width:n,height:r}=await this.upload(e,"photo")??{};t&&n&&r&&this.layOnPhoto(t,n,r)}layOnPhoto(e,t,n){let{editor:r}=this,o=this.example?.scene??r.scene;this.example=null,r.commit(Ce(mo(o,t,n),{kind:"photo",sha256:e}),r.strings.uploadPhoto)}export(){let{editor:e}=this;e.painting.export(e.scene)}saveScene(){let{editor:e}=this;hn(new Blob([JSON.stringify(e.scene)],{type:"application/json"}),"scene.json"),e.markSaved()}async openScene(e){let{editor:t}=this,n=e.size<$l?di(await e.text()):void 0;this.example=null,n?t.commit(n,t.strings.edits.open):t.painting.complain(A(t.strings.sceneUnreadable,{name:e.name}))}async upload(e,t){let{editor:n}=this;if(e.size>n.limits.photo_bytes){n.painting.complain(A(n.strings.photoTooLarge,{megabytes:Math.round(n.limits.photo_bytes/1e6)}));return}n.painting.say(n.strings.uploading,!0);let r=await this.transport.openPicture(e,t);if(r?.sha256)return await Go(r.sha256,e),r;let{error:o=n.strings.uploadFailed,code:s="",values:a}=r??{};n.painting.complain(Rt(n.strings,{code:s,text:o,values:a}))}async recover(e){let{editor:t}=this,{code:n,sha256:r=""}=e,o=await Ho(r),s=Date.now()-(this.recovered.get(r)??0)<Jl;this.recovered.set(r,Date.now());let a=n==="photo_missing"?"photo":"reference";o&&!s&&(await this.transport.openPicture(o,a))?.sha256===r?t.painting.again():t.painting.unreachable||this.losePicture(a,r)}losePicture(e,t){let{editor:n}=this,r=e==="photo"?Ce(n.scene,{kind:"generated",seed:W(),sketch:null}):{...n.scene,layers:n.scene.layers.map(o=>o.style_reference===t?{...o,style_reference:null}:o)};n.replace(r),n.painting.complain(e==="photo"?n.strings.photoMissing:n.strings.referenceMissing)}};var Ql=60,vn=class{constructor(e,t,n,r,o){this.strings=t;this.categories=n;this.limits=r;this.landscapes=o;this.history=new sn(e,yo);let s=Xo(e);s&&this.history.restore(s),this.category=n[0],this.painting=new dn(t,()=>this.changed()),this.drawing=new on(this),this.looks=new an(this),this.objects=new ln(this),this.project=new mn(this)}strings;categories;limits;landscapes;tool="box";category;selection=[];unsaved=!1;view;painting;drawing;looks;objects;project;history;listeners=[];connect(e){this.painting.connect(e),this.project.connect(e),this.drawing.connect(e),this.painting.request(this.scene)}onChange(e){this.listeners.push(e)}changed(){for(let e of this.listeners)e()}get scene(){return this.history.present}get undoLabel(){return this.history.undoLabel}get redoLabel(){return this.history.redoLabel}commit(e,t,n=""){let r=this.scene;e!==r&&(this.history.commit(e,{label:t,kind:n}),this.show(r))}replace(e){this.history.replace(e),ci(e),this.painting.request(e)}undo(){let e=this.scene,t=this.history.undo();t!==void 0&&(this.show(e),this.painting.announce(A(this.strings.undone,{edit:t})))}redo(){let e=this.scene,t=this.history.redo();t!==void 0&&(this.show(e),this.painting.announce(A(this.strings.redone,{edit:t})))}keepHistory(){Wo(this.history.saved(Ql))}show(e){this.selection=this.selection.filter(n=>de(this.scene,n)),this.drawing.follow(),this.unsaved=!0;let t=ci(this.scene);vo(e,this.scene)?this.changed():this.painting.request(this.scene),t||this.painting.complainOnce(this.strings.notKept)}markSaved(){this.unsaved=!1,this.changed()}get layer(){return de(this.scene,this.selection.at(-1)??null)}get chosen(){return this.scene.layers.filter(e=>this.selection.includes(e.id))}get movable(){return this.chosen.filter(e=>!e.locked)}select(...e){e.length===this.selection.length&&e.every((t,n)=>t===this.selection[n])||(this.selection=e,this.drawing.follow(),this.changed())}toggleSelected(e){let t=this.selection.filter(n=>n!==e);this.select(...t.length<this.selection.length?t:[...t,e])}selectAll(){this.select(...this.scene.layers.map(e=>e.id))}setTool(e){this.tool=e,this.drawing.toolChanged(),this.changed()}setCategory(e){this.category=e,this.changed()}categoryName(e){return this.strings.categories[e]??e}};var Zl={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]},ec="input:not([type=range], [type=color]), textarea, select, [contenteditable=true], dialog";function Jo(i,e,t,n){let r=new AbortController,o=tc(t),s=a=>{if(!i.isConnected)return r.abort();let l=a.target;if(l!==document.body&&!i.contains(l)||a.defaultPrevented||a.isComposing||l.closest(ec))return;let h=l===document.body||l.role==="application";(n.key(a,h)||rc(a,l,e)||ic(a,l,o)||oc(a,e))&&a.preventDefault()};document.addEventListener("keydown",s,{signal:r.signal})}function tc(i){let e=new Map;for(let t of Object.values(i))for(let n of t.keys)e.set(n,[...e.get(n)??[],t]);return e}function nc({key:i,ctrlKey:e,metaKey:t,shiftKey:n}){let r=/^[a-z]$/i.test(i),o=n&&(r||i.length>1)?"Shift+":"";return(e||t?"Mod+":"")+o+(r?i.toUpperCase():i)}function ic(i,e,t){if(i.altKey||e.tagName==="BUTTON"&&i.key===" ")return!1;let n=i.shiftKey&&i.code.startsWith("Digit")?`Shift+${i.code.slice(5)}`:"",r=(t.get(nc(i))??t.get(n))?.find(o=>o.enabled());return r?.run(),r!==void 0}function rc(i,e,t){let n=Zl[i.key];if(!n||i.ctrlKey||i.metaKey||i.altKey||t.movable.length===0||e.tagName==="INPUT"||e.role==="radio")return!1;let r=i.shiftKey?10:1;return t.objects.nudge(n[0]*r,n[1]*r),!0}function oc(i,e){return i.key!=="Escape"?!1:(e.painting.slow?e.painting.cancel():e.select(),!0)}function Qo(i,e){let{strings:t}=i,n=()=>!0,r=()=>i.selection.length>0,o=()=>i.movable.length>0,s=()=>i.selection.length===1,a=()=>i.chosen.some(y=>y.shape.kind==="generated"),l=()=>r()&&!i.selection.includes(i.scene.layers.at(-1)?.id??""),c=()=>r()&&!i.selection.includes(i.scene.layers[0]?.id??""),h=(y,w,S)=>({label:w,icon:y,keys:[S],group:"tools",run:()=>i.setTool(y),enabled:n,pressed:()=>i.tool===y}),d=y=>(w,S,k,R,F=n)=>({label:w,icon:S,keys:k,group:y,run:R,enabled:F}),[p,u,f,v]=[d("edit"),d("object"),d("scene"),d("view")];return{select:h("select",t.select,"V"),box:h("box",t.box,"R"),brush:h("brush",t.brush,"B"),eraser:h("eraser",t.eraser,"E"),polygon:h("polygon",t.polygon,"P"),colours:h("colours",t.colours,"C"),undo:{...p(t.undo,"undo",["Mod+Z"],()=>i.undo(),()=>i.undoLabel!==void 0),detail:()=>i.undoLabel},redo:{...p(t.redo,"redo",["Mod+Shift+Z","Mod+Y"],()=>i.redo(),()=>i.redoLabel!==void 0),detail:()=>i.redoLabel},copy:p(t.copy,"copy",["Mod+C"],()=>i.objects.copy(),r),cut:p(t.cut,"cut",["Mod+X"],()=>i.objects.cut(),r),paste:p(t.paste,"paste",["Mod+V"],()=>i.objects.paste(),()=>i.objects.canPaste),duplicate:p(t.duplicate,"duplicate",["Mod+D"],()=>i.objects.duplicate(),r),selectAll:p(t.selectAll,"selectAll",["Mod+A"],()=>i.selectAll(),()=>i.scene.layers.length>0),delete:p(t.delete,"delete",["Delete","Backspace"],()=>i.objects.delete(),r),rerollShape:u(t.rerollShape,"shape",["Shift+S"],()=>i.objects.rerollShape(),a),rerollLook:u(t.rerollLook,"dice",["Shift+L"],()=>i.objects.rerollLook(),r),fourShapes:u(t.fourShapes,"shapes",["4"],()=>i.looks.offer("shape"),()=>s()&&a()),fourLooks:u(t.fourLooks,"looks",["5"],()=>i.looks.offer("look"),s),editOutline:u(t.editOutline,"outline",["O"],()=>i.drawing.editOutline(),()=>s()&&o()),lookFromPicture:u(t.lookFromPicture,"photo",[],()=>e.chooseLookPicture(),r),flip:u(t.flip,"flip",["Shift+H"],()=>i.objects.flip(),o),hide:u(t.hide,"eye",["H"],()=>i.objects.setVisible(!1),()=>i.chosen.some(y=>y.visible)),show:u(t.show,"hidden",["H"],()=>i.objects.setVisible(!0),()=>r()&&i.chosen.every(y=>!y.visible)),lock:u(t.lock,"lock",["L"],()=>i.objects.setLocked(!0),()=>i.chosen.some(y=>!y.locked)),unlock:u(t.unlock,"locked",["L"],()=>i.objects.setLocked(!1),()=>r()&&i.chosen.every(y=>y.locked)),rename:u(t.rename,"rename",["F2"],()=>e.renameSelected(),s),moveUp:u(t.moveUp,"up",["]"],()=>i.objects.shift(1),l),moveDown:u(t.moveDown,"down",["["],()=>i.objects.shift(-1),c),toFront:u(t.toFront,"front",["Mod+]"],()=>i.objects.shift(1/0),l),toBack:u(t.toBack,"back",["Mod+["],()=>i.objects.shift(-1/0),c),newScene:f(t.newScene,"new",[],()=>i.project.newScene()),uploadPhoto:f(t.uploadPhoto,"photo",[],()=>e.choosePhoto()),newBackground:f(t.newBackground,"landscape",["G"],()=>i.project.newBackground()),addInMiddle:f(t.addInMiddle,"add",["A"],()=>i.objects.addInMiddle()),export:f(t.export,"download",["Mod+S"],()=>i.project.export()),saveScene:f(t.saveScene,"save",["Mod+Shift+S"],()=>i.project.saveScene()),openScene:f(t.openScene,"open",["Mod+O"],()=>e.chooseScene()),zoomIn:v(t.zoomIn,"zoomIn",["+","="],()=>i.view?.zoomIn()),zoomOut:v(t.zoomOut,"zoomOut",["-"],()=>i.view?.zoomOut()),fit:v(t.fit,"fit",["Shift+1","0"],()=>i.view?.fit()),actualSize:v(t.actualSize,"actualSize",["1"],()=>i.view?.actualSize()),shortcuts:v(t.shortcuts,"help",["?"],()=>e.showShortcuts())}}var Zo=/mac|iphone|ipad/i.test(globalThis.navigator?.platform??""),sc={Delete:"Del",Backspace:"\u232B",ArrowUp:"\u2191",ArrowDown:"\u2193"};function es(i){return i==="+"?["+"]:i.split("+")}function dt(i,e=Zo){let t=es(i).map(n=>n==="Mod"?e?"\u2318":"Ctrl":n==="Shift"?e?"\u21E7":"Shift":sc[n]??n);return e?[...t.filter(n=>n==="\u21E7"),...t.filter(n=>n!=="\u21E7")].join(""):t.join("+")}function ts(i,e=Zo){let t={Mod:e?"Meta":"Control","+":"Plus"};return i.map(n=>es(n).map(r=>t[r]??r).join("+")).join(" ")||void 0}function I(i,{text:e=!1,label:t=i.label,class:n}={}){let r=ts(i.keys),s=m("button",{type:"button",class:n,"aria-label":t,"aria-keyshortcuts":r,onclick:()=>i.run()},N(i.icon));e&&s.append(m("span",{},t));let a=i.keys.length?` (${dt(i.keys[0])})`:"";return{element:s,update:()=>{let c=i.detail?.();M(s,"title",`${t}${c?`: ${c}`:""}${a}`),s.disabled=!i.enabled(),i.pressed&&M(s,"aria-pressed",String(i.pressed()))}}}function O(i,e,t,{text:n=!1,class:r}={}){let o=m("button",{type:"button",class:r,"aria-label":n?void 0:e,title:n?void 0:e,onclick:t});return i&&o.append(N(i)),n&&o.append(m("span",{},e)),o}function pe(i,...e){return m("button",{type:"button",role:"radio",...i},...e)}function ue({label:i,class:e,radios:t,isChosen:n,choose:r}){let o=m("div",{class:e,role:"radiogroup","aria-label":i},...t.map(a=>a.element));for(let{value:a,element:l}of t)l.addEventListener("click",()=>r(a));return o.addEventListener("keydown",a=>{let l={ArrowLeft:-1,ArrowUp:-1,ArrowRight:1,ArrowDown:1}[a.key],c=t.findIndex(d=>d.element===document.activeElement);if(!l||c<0)return;let h=t[(c+l+t.length)%t.length];r(h.value),h.element.focus(),a.preventDefault()}),{element:o,update:()=>{let a=t.findIndex(l=>n(l.value));t.forEach(({element:l},c)=>{M(l,"aria-checked",String(c===a)),l.tabIndex=c===Math.max(0,a)?0:-1})}}}function ns(i,e){let t=i.categories.map(a=>{let l=pe({class:"chip"},m("span",{},i.categoryName(a))),c=e[a];return c&&l.prepend(m("img",{src:new URL(c,document.baseURI).href,alt:"",draggable:"false"})),{value:a,element:l}}),n=a=>{i.setCategory(a),i.tool==="brush"&&i.drawing.target&&i.drawing.newObject()},r=ue({label:i.strings.animal,class:"animals",radios:t,isChosen:a=>a===i.category,choose:n});ac(r.element);let o="",s=()=>{r.update(),o!==i.category&&(o=i.category,lc(r.element,t[i.categories.indexOf(o)].element))};return{element:r.element,update:s}}function ac(i){let e=()=>i.toggleAttribute("data-more",i.scrollLeft+i.clientWidth<i.scrollWidth-2);new ResizeObserver(e).observe(i),i.addEventListener("scroll",e,{passive:!0}),i.addEventListener("wheel",t=>{!t.deltaY||t.ctrlKey||i.scrollWidth<=i.clientWidth||(i.scrollLeft+=t.deltaY,t.preventDefault())})}function lc(i,e){let[t,n]=[e.offsetLeft-i.offsetLeft,e.offsetLeft-i.offsetLeft+e.offsetWidth];t<i.scrollLeft?i.scrollLeft=t-24:n>i.scrollLeft+i.clientWidth&&(i.scrollLeft=n-i.clientWidth+24)}var cc=0;function Ve({label:i,min:e=0,max:t=100,unit:n=" %",value:r,change:o}){let s=m("input",{type:"range",min:e,max:t,"aria-label":i}),a=m("output",{"aria-hidden":"true"}),l=m("div",{class:"field slider"},m("span",{"aria-hidden":"true"},i),s,a),c="";s.addEventListener("pointerdown",()=>c=`${oi}${++cc}`);for(let d of["change","keydown"])s.addEventListener(d,()=>c="");return s.addEventListener("input",()=>o(s.valueAsNumber,c)),{element:l,input:s,update:()=>{let d=Math.round(r());s.valueAsNumber!==d&&(s.value=String(d)),D(a,`${d}${n}`),M(s,"aria-valuetext",`${d}${n}`),s.style.setProperty("--filled",String((d-e)/(t-e)))}}}function is({sign:i,label:e,min:t=-1e5,value:n,enabled:r,change:o}){let s=m("input",{type:"text",inputmode:"decimal","aria-label":e,autocomplete:"off"}),a=m("label",{class:"number",title:e},m("span",{"aria-hidden":"true"},i),s),l=!1,c=()=>n()===void 0?"":String(Math.round(n()*10)/10),h=()=>{s.disabled=!r(),M(s,"placeholder",n()===void 0?"\u2013":""),!l&&s.value!==c()&&(s.value=c())},d=u=>{l=!1,Number.isFinite(u)&&u!==n()&&o(Math.max(t,u)),h()},p=()=>s.value.trim()?Number(s.value.replace(",",".").replace("\u2212","-")):NaN;return s.addEventListener("input",()=>l=!0),s.addEventListener("change",()=>d(p())),s.addEventListener("focus",()=>s.select()),s.addEventListener("keydown",u=>{let f={ArrowUp:1,ArrowDown:-1}[u.key];f?(d((Number.isFinite(p())?p():n()??0)+f*(u.shiftKey?10:1)),u.preventDefault()):(u.key==="Escape"||u.key==="Enter")&&(u.key==="Enter"&&d(p()),l=!1,h(),s.select(),u.preventDefault())}),{element:a,update:h}}function rs({label:i,choices:e,value:t,change:n}){let r=e.map(([s,a])=>({value:s,element:pe({class:"segment"},a)})),o=ue({label:i,class:"segments",radios:r,isChosen:s=>s===t(),choose:n});return{element:m("div",{class:"field"},m("span",{"aria-hidden":"true"},i),o.element),update:o.update}}function os(i,e,t,n){let r=e.map(([l,c])=>m("option",{value:l},c)),o=m("option",{value:"",hidden:!0},"\u2013"),s=m("select",{"aria-label":i},o,...r);s.addEventListener("change",()=>n(s.value));let a=()=>{let l=t()??"";s.value!==l&&(s.value=l)};return{element:m("div",{class:"field"},m("span",{"aria-hidden":"true"},i),s),update:a}}function yn(i,e,t,n){let r=m("input",{type:"file",accept:e,hidden:!0,"aria-label":i});return r.addEventListener("change",()=>{let o=r.files?.[0];o&&t(o),r.value=""}),n&&r.addEventListener("cancel",n),r}function Ue(i){return"#"+i.map(e=>Math.round(e).toString(16).padStart(2,"0")).join("")}function dc(i){return[1,3,5].map(e=>parseInt(i.slice(e,e+2),16))}function bn(i,e,t){let n=m("input",{type:"color",class:"colour","aria-label":i,title:i});return n.addEventListener("input",()=>t(dc(n.value))),{element:n,input:n,update:()=>{let o=e();M(n,"data-empty",o?void 0:""),o&&n.value!==Ue(o)&&(n.value=Ue(o))}}}var hc=[["sky",[96,148,210]],["haze",[186,205,222]],["cloud",[236,239,242]],["sunset",[238,142,92]],["night",[28,36,66]],["water",[52,104,138]],["grass",[122,152,68]],["forest",[44,76,44]],["autumn",[176,104,44]],["earth",[108,78,54]],["sand",[214,186,136]],["rock",[122,118,112]]];function ss(i){let{drawing:e,strings:t}=i,n=hc.map(([d,p])=>{let u=t.landscapeColours[d],f=pe({class:"swatch","aria-label":u,title:u});return f.style.setProperty("--swatch",Ue(p)),{value:p,element:f}}),r=d=>Ue(d)===Ue(e.colour),o=ue({label:t.paintWith,class:"swatches",radios:n,isChosen:r,choose:d=>e.setColour(d)}),s=bn(t.otherColour,()=>e.colour,d=>e.setColour(d)),a=O(void 0,t.fill,()=>e.fillColours(),{text:!0}),l=O(void 0,t.clearColours,()=>e.clearColours(),{text:!0});return{element:m("div",{class:"palette"},o.element,s.element,a,l),update:()=>{o.update(),s.update();let{background:d}=i.scene;l.disabled=d.kind!=="generated"||!d.sketch}}}var pc=["box","brush","polygon"],uc=["brush","eraser","colours"];function as(i,e,t){let{strings:n}=i,r=I(e.undo),o=I(e.redo),s=m("p",{class:"quiet"}),a=ns(i,t),l=I(e.addInMiddle),c=ss(i),h=Ve({label:n.brushSize,min:1,max:40,value:()=>i.drawing.brushSize,change:k=>i.drawing.setBrushSize(k)}),d=fc(i),p=m("div",{class:"adding"},a.element,l.element),u=m("div",{class:"group"},r.element,o.element),f=m("div",{class:"bar"},u,s,p,c.element,h.element,d.element),v=[r,o,a,l,c,h,d],y={select:n.selectHint,eraser:n.eraserHint},w;return{element:f,update:()=>{let{tool:k}=i;k!==w&&(w=k,p.hidden=!pc.includes(k),h.element.hidden=!uc.includes(k),c.element.hidden=k!=="colours",f.scrollLeft=0);let R=k==="eraser"&&i.drawing.target?"":y[k];s.hidden=!R,D(s,R??"");for(let F of v)F.update()}}}function fc(i){let{strings:e}=i,t=m("p",{class:"note"}),n=O("add",e.newObject,()=>i.drawing.newObject(),{text:!0}),r=m("div",{class:"outline"},t,n);return{element:r,update:()=>{let s=de(i.scene,i.drawing.target??null);r.hidden=!s||!(i.tool==="brush"||i.tool==="eraser"),n.hidden=i.tool!=="brush";let a=s?A(e.outlineOf,{name:s.name}):"";D(t,a),M(t,"title",a)}}}function ls(i,e){let{strings:t}=i,n=m("div",{class:"drop",hidden:!0},m("div",{},N("photo"),m("span",{},t.dropHere))),r=o=>o.dataTransfer?.types.includes("Files")??!1;return e.addEventListener("dragenter",o=>{r(o)&&(n.hidden=!1)}),e.addEventListener("dragover",o=>{r(o)&&o.preventDefault()}),e.addEventListener("dragleave",o=>{e.contains(o.relatedTarget)||(n.hidden=!0)}),e.addEventListener("drop",o=>{n.hidden=!0;let s=o.dataTransfer?.files[0];s&&(o.preventDefault(),gc(i,s))}),n}async function gc(i,e){e.name.endsWith(".json")||e.type==="application/json"?await i.project.openScene(e):await i.project.openPhoto(e)}var mc="(min-width: 861px) and (max-height: 799px)";function cs(i,e,t){let{strings:n}=i,r=ht(),o=m("div",{class:"cards",id:r},...e.map(d=>h(d))),s=m("button",{type:"button",class:"fold","aria-controls":r},N("unfold"),m("span",{},n.examples)),a=m("div",{class:"examples",role:"group","aria-label":n.examples},m("h2",{},n.examples),o);a.hidden=s.hidden=e.length===0;let l=!matchMedia(mc).matches,c=()=>{M(s,"aria-expanded",String(l)),o.hidden=!l};s.addEventListener("click",()=>{l=!l,c()});function h(d){let p=n.examplesByName[d.id]??d.name,u=d.picture&&new URL(d.picture,document.baseURI).href,f=u?m("img",{src:u,alt:"",loading:"lazy",draggable:"false"}):m("span",{class:"blank"},N("photo"));return m("button",{type:"button",class:"card",onclick:()=>i.project.openExample(d)&&t()},f,m("span",{},p))}return{element:a,update:c,fold:s}}var wn=8;function xn(i,e){let t=ht(),n=m("div",{class:"menu",role:"menu",id:t,popover:"auto","aria-label":i.getAttribute("aria-label")??i.textContent??""});for(let[l,c]of Object.entries({"aria-haspopup":"menu","aria-expanded":"false","aria-controls":t}))M(i,l,c);let r=l=>{n.hidePopover(),i.focus(),l.run()},o=(l=!1)=>{n.replaceChildren(...e().map(h=>vc(h,()=>r(h)))),n.showPopover(),ds(n,i);let c=n.querySelectorAll("button");c[l?c.length-1:0]?.focus()},s=!1;i.addEventListener("pointerdown",()=>s=n.matches(":popover-open")),i.addEventListener("click",()=>{s||o(),s=!1}),i.addEventListener("keydown",l=>{l.key!=="ArrowDown"&&l.key!=="ArrowUp"||(o(l.key==="ArrowUp"),l.preventDefault())});let a=()=>ds(n,i);return n.addEventListener("toggle",l=>{let c=l.newState==="open";M(i,"aria-expanded",String(c)),c?document.addEventListener("scroll",a,{capture:!0}):document.removeEventListener("scroll",a,{capture:!0})}),n.addEventListener("keydown",l=>{yc(n,l.key)?l.preventDefault():(l.key==="Escape"||l.key==="Tab")&&(n.hidePopover(),i.focus(),l.key==="Escape"&&l.preventDefault()),l.stopPropagation()}),m("div",{class:"with-menu"},i,n)}function vc(i,e){let t=i.picture??(i.icon?N(i.icon):"");return m("button",{type:"button",role:"menuitem",tabindex:-1,onclick:e},t,m("span",{},i.label))}function yc(i,e){let t=[...i.querySelectorAll("button")],n=t.indexOf(document.activeElement),r={ArrowDown:n+1,ArrowUp:n-1+t.length,Home:0,End:t.length-1}[e];return r===void 0?!1:(t[r%t.length]?.focus(),!0)}function ds(i,e){let{left:t,right:n,top:r,bottom:o}=e.getBoundingClientRect(),{offsetWidth:s,offsetHeight:a}=i,l=o+4+a+wn<=window.innerHeight||o<window.innerHeight/2,c=t+s+wn<=window.innerWidth?t:n-s;i.style.left=`${Math.max(wn,c)}px`,i.style.top=`${l?o+4:Math.max(wn,r-4-a)}px`}function hs(i,e){let{newScene:t,uploadPhoto:n,newBackground:r,saveScene:o,openScene:s,shortcuts:a}=e,l=[t,n,r].map(f=>I(f,{text:!0})),c=I(e.export,{text:!0,class:"primary"}),h=I(a),d=xn(O("more",i.more,()=>{}),()=>[s,o,a].map(({icon:f,label:v,run:y})=>({icon:f,label:v,run:y}))),p=m("div",{class:"commands"},...l.map(f=>f.element),c.element,d,h.element);return{element:m("header",{},m("h1",{},"SceneGen"),m("p",{},i.tagline),p),update:()=>[...l,c,h].forEach(f=>f.update())}}var bc=["M4 5h6M14 5h6M4 5v5M4 14v6M4 25h6M20 25h-6M20 5v5M20 20v5M25 15h5M28 12l3 3-3 3M34 25v-9q0-4 4-4h3l2-4h2v5l-2 4v8M38 25v-4h2","M8 8h20v16H8zM6 6h4v4H6zM26 6h4v4h-4zM6 22h4v4H6zM26 22h4v4h-4zM36 12a6 6 0 1 1-1 8M35 8v5h5","M8 6h24q3 0 3 3v14q0 3-3 3H8q-3 0-3-3V9q0-3 3-3zM17 13q0-3 3-3t3 3q0 2-3 3v2M20 22h.01M40 22l4-4M42 28h4"];function ps(i,e){let{strings:t}=i,n=t.firstSteps.map((d,p)=>m("li",{},wc(bc[p]),m("span",{},d))),r=O("close",t.closeHints,()=>c()),o=m("div",{class:"heading"},m("h2",{},t.welcome),r),s=m("div",{class:"hints",role:"note","aria-label":t.welcome},o,m("ol",{},...n)),a=i.scene.layers.length;s.hidden=!e;let l=()=>{a=i.scene.layers.length,s.hidden=!1,s.scrollIntoView({block:"nearest"})},c=()=>{s.hidden=!0};return{element:s,update:()=>{i.scene.layers.length>a&&c(),a=i.scene.layers.length},show:l,hide:c}}function wc(i){let e=document.createElementNS("http://www.w3.org/2000/svg","svg");e.setAttribute("viewBox","0 0 48 32"),e.setAttribute("aria-hidden","true");let t=document.createElementNS(e.namespaceURI,"path");return t.setAttribute("d",i),e.append(t),e}var us=4;function fs(i){let{strings:e}=i,{move:t,resize:n,rotate:r}=e.edits,s=[{sign:"X",label:e.left,edit:t,of:({cx:l,width:c})=>l-c/2,set:({width:l},c)=>({cx:c+l/2})},{sign:"Y",label:e.top,edit:t,of:({cy:l,height:c})=>l-c/2,set:({height:l},c)=>({cy:c+l/2})},{sign:"\u2220",label:e.rotation,edit:r,of:({rotation:l})=>l,set:(l,c)=>({rotation:kc(c)})},{sign:"W",label:e.width,edit:n,min:us,of:({width:l})=>l,set:Sc},{sign:"H",label:e.height,edit:n,min:us,of:({height:l})=>l,set:_c}].map(({sign:l,label:c,edit:h,min:d,of:p,set:u})=>is({sign:l,label:c,min:d,value:()=>xc(i.chosen.map(({frame:f})=>Math.round(10*p(f))/10)),enabled:()=>i.movable.length>0,change:f=>i.objects.changeFrames(v=>u(v,f),h,`${l} ${i.selection}`)}));return{element:m("div",{class:"geometry",role:"group","aria-label":e.geometry},...s.map(l=>l.element)),update:()=>s.forEach(l=>l.update())}}function xc(i){return i.every(e=>e===i[0])?i[0]:void 0}function Sc({cx:i,width:e},t){return{width:t,cx:i+(t-e)/2}}function _c({cy:i,height:e},t){return{height:t,cy:i+(t-e)/2}}function kc(i){let e=(i%360+360)%360;return e>180?e-360:e}var fe=class{element;shown;constructor(e,t=e){let n=Math.min(2,window.devicePixelRatio||1);this.element=m("canvas",{class:"thumbnail",width:e*n,height:t*n,"aria-hidden":"true"}),this.element.style.setProperty("--width",`${e}px`),this.element.style.setProperty("--height",`${t}px`)}show(e,t=!1){if(!e?.naturalWidth||e===this.shown)return;this.shown=e;let{element:n}=this,r=[n.width/e.naturalWidth,n.height/e.naturalHeight],o=t?Math.max(...r):Math.min(...r),[s,a]=[e.naturalWidth*o,e.naturalHeight*o],l=n.getContext("2d");l.clearRect(0,0,n.width,n.height),l.imageSmoothingQuality="high",l.drawImage(e,(n.width-s)/2,(n.height-a)/2,s,a)}};function gs(i,e){let{looks:t,strings:n}=i,r=Ve({label:n.styleStrength,value:()=>100*(i.layer?.style_strength??1),change:(u,f)=>t.setStrength(u/100,f)}),o=()=>i.scene.layers.filter(u=>!i.selection.includes(u.id)).reverse(),s=()=>o().map(u=>{let f=new fe(32);return f.show(i.painting.layers.layer(u.id)?.image),{label:u.name,picture:f.element,run:()=>{t.copyFrom(u)}}}),a=O("unfold",n.lookLike,()=>{},{text:!0}),l=I(e.lookFromPicture),c=O("close",n.ownLook,()=>t.forgetPicture(),{text:!0}),h=m("div",{class:"group looks"},xn(a,s),l.element);return{element:m("div",{class:"look"},r.element,h,c),update:()=>{r.update(),l.update(),a.disabled=o().length===0,c.hidden=!i.chosen.some(u=>u.style_reference),M(l.element,"data-on",c.hidden?void 0:"")}}}var Cc=4;function ms(i){let{looks:e,strings:t}=i,n=Array.from({length:Cc},()=>m("img",{alt:"",draggable:"false"})),r=n.map((d,p)=>({value:p,element:pe({class:"variant","aria-label":A(t.variant,{number:p+1})},d)})),o=ue({label:t.variants,class:"choices",radios:r,isChosen:d=>e.choices[d]!==void 0&&e.isChosen(e.choices[d]),choose:d=>e.choices[d]?.url&&e.choose(e.choices[d])}),s=m("h3",{}),a=O("dice",t.otherFour,()=>e.offer(e.of),{text:!0}),l=O("close",t.closeVariants,()=>e.close()),c=m("div",{class:"variants"},m("div",{class:"heading"},s,a,l),o.element);return{element:c,update:()=>{let d=c.hidden&&e.offered;c.hidden=!e.offered,e.offered&&(d&&c.scrollIntoView({block:"nearest"}),D(s,e.of==="look"?t.fourLooks:t.fourShapes),r.forEach(({element:p},u)=>{let{url:f}=e.choices[u];M(p,"aria-disabled",f?void 0:"true"),M(p,"data-waiting",f?void 0:""),M(n[u],"src",f||void 0)}),o.update())}}}function vs(i,e,t){let{strings:n}=i,r=(T,U)=>({element:m("div",{class:T},...U.map(Ke=>Ke.element)),update:()=>U.forEach(Ke=>Ke.update())}),o=(...T)=>T.map(U=>I(U,{text:!0})),s=(...T)=>T.map(U=>I(U)),{rerollLook:a,rerollShape:l,fourLooks:c,fourShapes:h,hide:d,show:p,lock:u,unlock:f}=e,v=[[d,p],[u,f]].map(T=>T.map(U=>I(U))),y=[...s(e.editOutline,e.flip,e.duplicate,e.copy,e.cut,e.paste),...s(e.moveUp,e.moveDown,e.toFront,e.toBack),...v.flat()],w=T=>T.every(U=>U===T[0])?T[0]:void 0,S=[os(n.category,i.categories.map(T=>[T,i.categoryName(T)]),()=>w(i.chosen.map(T=>T.category)),T=>i.objects.change({category:T},n.category)),r("rerolls",o(a,l,c,h)),ms(i),r("actions",y),gs(i,e),rs({label:n.context,choices:[["scene",n.contextScene],["free",n.contextFree]],value:()=>w(i.chosen.map(T=>T.context)),change:T=>i.objects.change({context:T},n.context)}),Ve({label:n.opacity,value:()=>100*(i.layer?.opacity??1),change:(T,U)=>i.objects.change({opacity:T/100},n.opacity,U||`opacity ${i.selection}`)}),fs(i)],k=m("h2",{}),R=I(e.rename),F=I(e.delete),B=m("p",{class:"quiet"},n.nothingSelected),z=m("div",{class:"object"},...S.map(T=>T.element)),je=m("div",{class:"heading"},k,R.element,F.element),Pe=m("section",{class:"inspector","aria-label":n.selected},je,B,z);return{element:Pe,update:()=>{let{layer:T,selection:U}=i,Ke=Pe.contains(document.activeElement);B.hidden=T!==void 0,z.hidden=R.element.hidden=F.element.hidden=!T,!T&&Ke&&t();let Ns=U.length>1;if(D(k,Ns?A(n.manySelected,{count:U.length}):T?.name??n.selected),!!T){for(let _n of[R,F,...S])_n.update();for(let[_n,pi]of v)ui(_n.element,pi.element,pi.element.disabled)}}}}function ys(i,e){let{strings:t}=i,n=new fe(48,36),r=m("span",{class:"quiet"}),o=[I(e.newBackground,{label:t.otherLandscape}),I(e.colours,{label:t.sketchColours}),I(e.uploadPhoto,{label:t.photoBackground})],s=bn(t.plainColour,()=>i.scene.background.kind==="plain"?i.scene.background.rgb:void 0,p=>i.project.setPlainBackground(p)),a=m("span",{class:"name"},m("span",{},t.background),r),l=m("div",{class:"group"},...o.map(p=>p.element),s.element),c=m("div",{class:"background",role:"group","aria-label":t.background},n.element,a,l),h={generated:t.backgroundGenerated,photo:t.backgroundPhoto,plain:t.backgroundPlain};return{element:c,update:()=>{D(r,h[i.scene.background.kind]),n.show(i.painting.layers.background,!0);for(let p of[...o,s])p.update()}}}function bs(i,e,t,n){let r=m("span",{class:`toggle ${i}`,"aria-hidden":"true"},N(e),N(t));return r.addEventListener("pointerdown",o=>o.stopPropagation()),r.addEventListener("click",o=>{n(),o.stopPropagation()}),r}var Sn=class{constructor(e,t){this.editor=e;this.id=t;let n=bs("lock","lock","locked",()=>e.objects.setLocked(!this.layer?.locked,[t])),r=bs("eye","eye","hidden",()=>e.objects.setVisible(!this.layer?.visible,[t])),o=m("span",{class:"grip","aria-hidden":"true"},N("grip")),s={role:"option",id:`scenegen-${t}`,"data-layer":t};this.element=m("li",s,o,this.thumbnail.element,this.name,this.opacity,n,r)}editor;id;element;thumbnail=new fe(36);name=m("span",{class:"name"});opacity=m("span",{class:"opacity"});get layer(){return this.editor.scene.layers.find(e=>e.id===this.id)}update(e,t,n){let{element:r,editor:o}=this;D(this.name,e.name),D(this.opacity,e.opacity<1?`${Math.round(e.opacity*100)} %`:""),M(r,"aria-label",Pc(e,o.strings)),M(r,"title",e.name),M(r,"aria-selected",String(t)),M(r,"data-hidden",e.visible?void 0:""),M(r,"data-locked",e.locked?"":void 0),M(r,"data-active",n?"":void 0),this.thumbnail.show(o.painting.layers.layer(e.id)?.image)}};function Pc({name:i,visible:e,locked:t},n){let r=e?i:A(n.hiddenLayer,{name:i});return t?A(n.lockedLayer,{name:r}):r}var Ec=5,hi=28;function Mc(i,e,t){return i.slice(t).filter(n=>!e.includes(n)).length}function xs(i,e,t){let n=m("div",{class:"drop-line",hidden:!0});e.append(n),t.addEventListener("pointerdown",o=>{let s=o.target,a=s.closest("[data-layer]")?.dataset.layer,l=o.pointerType!=="mouse"&&!s.closest(".grip");!a||o.button!==0||l||r(o,i.selection.includes(a)?i.selection:[a])});let r=(o,s)=>{let a=new AbortController,l=-1,c=o.clientY,h=0,d=()=>{let w=[...t.children],{top:S,bottom:k}=e.getBoundingClientRect(),R=c<S+hi?c-S-hi:Math.max(0,c-k+hi);e.scrollTop+=Math.max(-12,Math.min(12,R/2));let F=c-S+e.scrollTop;l=w.filter(z=>F>z.offsetTop+z.offsetHeight/2).length;let B=w[l-1];n.style.top=`${B?B.offsetTop+B.offsetHeight:0}px`,h=requestAnimationFrame(d)},p=()=>{n.hidden=!1,e.dataset.dragging="";for(let w of t.children)w.toggleAttribute("data-dragged",s.includes(w.dataset.layer));d()},u=w=>{a.abort(),cancelAnimationFrame(h),n.hidden=!0,delete e.dataset.dragging;for(let k of t.children)k.removeAttribute("data-dragged");if(l<0||(window.addEventListener("click",ws,{capture:!0,once:!0}),window.setTimeout(()=>window.removeEventListener("click",ws,{capture:!0})),!w))return;s.every(k=>i.selection.includes(k))||i.select(...s);let S=i.scene.layers.map(k=>k.id).reverse();i.objects.place(s,Mc(S,s,l))},f={signal:a.signal},v=w=>w.pointerId===o.pointerId;window.addEventListener("pointermove",w=>{v(w)&&(c=w.clientY,l<0&&Math.abs(c-o.clientY)>Ec&&p())},f),window.addEventListener("pointerup",w=>v(w)&&u(!0),f),window.addEventListener("pointercancel",w=>v(w)&&u(!1),f);let y=w=>{w.key!=="Escape"||l<0||(w.preventDefault(),u(!1))};window.addEventListener("keydown",y,{...f,capture:!0})}}function ws(i){i.stopPropagation(),i.preventDefault()}function _s(i){let e=m("ul",{role:"listbox",tabindex:0,"aria-label":i.strings.layers,"aria-multiselectable":"true"}),t=m("div",{class:"scroller"},e),n=new Map,r="",o="",s=[],a=()=>i.scene.layers.map(u=>u.id).reverse(),l=u=>{let f=a(),[v,y]=[f.indexOf(o),f.indexOf(u)].sort((S,k)=>S-k);return[...(v<0?[u]:f.slice(v,y+1)).filter(S=>S!==u),u]},c=(u,f)=>{r=u,f==="range"?i.select(...l(u)):(o=u,f==="toggle"?i.toggleSelected(u):i.select(u)),p()};e.addEventListener("click",u=>{let f=Ss(u);f&&c(f,u.shiftKey?"range":u.ctrlKey||u.metaKey?"toggle":"alone")}),e.addEventListener("dblclick",u=>{let f=Ss(u);f&&h(f)}),e.addEventListener("keydown",u=>{let f=a(),v=f.indexOf(r),y={ArrowUp:Math.max(0,v-1),ArrowDown:Math.min(f.length-1,v+1),Home:0,End:f.length-1}[u.key];if(u.key===" "&&v>=0)c(r,"toggle");else{if(y===void 0||f.length===0)return;u.altKey?i.objects.shift(u.key==="ArrowUp"?1:-1):u.ctrlKey||u.metaKey?(r=f[y],p()):c(f[y],u.shiftKey?"range":"alone")}u.preventDefault()}),xs(i,t,e);let h=u=>{let f=n.get(u),v=i.scene.layers.find(k=>k.id===u);if(!f||!v)return;d(f.element);let y=m("input",{class:"rename",type:"text",maxlength:80,"aria-label":i.strings.rename});y.value=v.name,y.style.top=`${f.element.offsetTop}px`,y.style.height=`${f.element.offsetHeight}px`;let w=!0,S=k=>{if(!w)return;w=!1;let R=document.activeElement===y;y.remove(),k&&i.objects.rename(u,y.value),R&&e.focus({preventScroll:!0})};y.addEventListener("blur",()=>S(!0)),y.addEventListener("keydown",k=>{k.isComposing||(k.key==="Enter"||k.key==="Escape")&&(S(k.key==="Enter"),k.preventDefault())}),t.append(y),y.focus({preventScroll:!0}),y.select()},d=({offsetTop:u,offsetHeight:f})=>{u<t.scrollTop?t.scrollTop=u:t.scrollTop=Math.max(t.scrollTop,u+f-t.clientHeight)},p=()=>{let{layers:u}=i.scene;t.hidden=u.length===0;let f=a();for(let[w,S]of n)f.includes(w)||(S.element.remove(),n.delete(w));i.selection!==s&&(s=i.selection,s.includes(r)||(r=o=s.at(-1)??"")),f.forEach((w,S)=>{let k=n.get(w)??new Sn(i,w);n.set(w,k),k.update(u[u.length-1-S],i.selection.includes(w),w===r),e.children[S]!==k.element&&e.insertBefore(k.element,e.children[S]??null)});let v=n.get(r)?.element,y=e.getAttribute("aria-activedescendant")!==(v?.id??null);M(e,"aria-activedescendant",v?.id),v&&y&&d(v)};return{element:t,update:p,rename:h,focus:()=>e.focus({preventScroll:!0})}}function Ss(i){return i.target.closest("[data-layer]")?.dataset.layer}function ks(i,e){let{strings:t}=i,n=_s(i),r=ys(i,e),o=m("p",{class:"quiet"},t.noLayers),s=m("span",{class:"count"}),a=m("div",{class:"heading"},m("h2",{},t.layers),s);return{element:m("section",{class:"layers","aria-label":t.layers},a,n.element,o,r.element),update:()=>{let{length:h}=i.scene.layers;D(s,h?`${h} / ${i.limits.layers}`:""),o.hidden=h>0,n.update(),r.update()},list:n}}function Cs(i,{select:e,box:t,brush:n,eraser:r,polygon:o,colours:s}){let a=[e,t,n,r,o,s].map(c=>I(c,{text:!0}));return{element:m("div",{class:"rail",role:"toolbar","aria-label":i.tools},...a.map(c=>c.element)),update:()=>a.forEach(c=>c.update())}}var Tc=["tools","edit","object","scene","view"];function Es(i,e,t){let n=m("dialog",{class:"shortcuts","aria-label":i.shortcuts}),r=O("close",i.close,()=>n.close());r.autofocus=!0;let o=O("help",i.showFirstSteps,()=>{n.close(),t()},{text:!0}),s=Tc.map(c=>{let h=Object.values(e).filter(d=>d.group===c&&d.keys.length);return Ps(i.groups[c],h.map(({label:d,keys:p})=>[d,p.map(u=>dt(u))]))}),a=Ps(i.groups.canvas,i.gestures.map(([c,h])=>[c,[dt(h)]])),l=m("div",{class:"heading"},m("h2",{},i.shortcuts),o,r);return n.append(l,m("div",{class:"tables"},...s,a)),n.addEventListener("click",c=>{c.target===n&&n.close()}),n}function Ps(i,e){let t=e.map(([n,r])=>{let o=r.flatMap(s=>[" ",m("kbd",{},s)]);return m("tr",{},m("th",{scope:"row"},n),m("td",{},...o))});return m("table",{},m("caption",{},i),m("tbody",{},...t))}function Ms(i){let{painting:e,strings:t}=i,n=m("p",{class:"status",role:"status"}),r=O("close",t.cancel,()=>e.cancel(),{text:!0}),o=O("redo",t.paintAgain,()=>e.again(),{text:!0}),s=m("div",{class:"progress",role:"progressbar","aria-label":t.progress,"aria-valuemin":0,"aria-valuemax":100}),a=Lc(i);return{element:m("div",{class:"statusbar"},s,n,r,o,a.element),update:()=>{let{text:h,busy:d,progress:p}=e.status;D(n,h),M(n,"data-busy",d?"":void 0),r.hidden=!e.slow,o.hidden=!e.cancelled,s.hidden=p===void 0,p!==void 0&&(M(s,"aria-valuenow",String(Math.round(100*p))),s.style.setProperty("--done",String(p))),a.update()}}}function Lc(i){let{painting:e,strings:t}=i,n=m("p",{role:"alert"}),r=O("close",t.dismiss,()=>e.dismissAlert()),o=m("p",{"aria-live":"assertive"}),s=O("redo",t.retry,()=>{e.reconnect()},{text:!0}),a=m("p",{class:"spoken",role:"status"});return{element:m("div",{class:"notices"},m("div",{class:"notice"},o,s),m("div",{class:"notice"},n,r),a),update:()=>{D(n,e.alert),r.hidden=!e.alert,D(o,e.unreachable?t.serverGone:""),s.hidden=!e.unreachable,D(a,e.announcement)}}}function Ts(i,e,t){let{strings:n}=i,r=yn(n.uploadPhoto,"image/*",B=>{i.project.openPhoto(B)},()=>i.project.forgetExample()),o=yn(n.lookFromPicture,"image/*",B=>{i.looks.copyFromPicture(B)}),s=yn(n.openScene,".json,application/json",B=>{i.project.openScene(B)}),a={choosePhoto:()=>r.click(),chooseLookPicture:()=>o.click(),chooseScene:()=>s.click(),showShortcuts:()=>S.showModal(),renameSelected:()=>i.layer&&f.list.rename(i.layer.id)},l=Qo(i,a),c=hs(n,l),h=Cs(n,l),d=as(i,l,e.category_pictures),p=Ms(i),u=cs(i,e.examples,a.choosePhoto);p.element.append(u.fold);let f=ks(i,l),y=vs(i,l,()=>i.scene.layers.length?f.list.focus():t.querySelector("[role=application]")?.focus()),w=ps(i,e.firstVisit),S=Es(n,l,w.show),k=m("div",{"data-scenegen-editor":!0,role:"region","aria-label":n.editor,lang:n.lang},c.element,h.element,m("div",{class:"work"},d.element,t,p.element,u.element),m("aside",{},f.element,y.element,w.element),r,o,s,S);k.append(ls(i,k));let R=({key:B,target:z})=>{k.isConnected?B==="Escape"&&!z.closest("dialog")&&w.hide():document.removeEventListener("keydown",R)};document.addEventListener("keydown",R);let F=[c,h,d,p,u,f,y,w];return{element:k,commands:l,update:()=>F.forEach(B=>B.update())}}var Ls=`/* What stands above the canvas. Its height does not depend on the tool, so that the canvas keeps its place. */
[data-scenegen-editor] {
  & .bar {
    position: relative;
    display: flex;
    flex: none;
    align-items: center;
    gap: 10px;
    height: 62px;
    padding: 0 6px;
    border: var(--line);
    border-radius: 12px;
    background: var(--surface);

    & > :not(.group, .adding, .quiet) {
      flex: none;
    }

    & .quiet {
      flex: 1;
      min-width: 0;
    }
  }

  & .bar > * + *:not([hidden], .quiet) {
    padding-left: 10px;
    border-left: var(--line);
  }

  & .adding {
    display: flex;
    flex: 0 1 auto;
    align-items: center;
    gap: 4px;
    min-width: 120px;
  }

  & .animals {
    display: flex;
    gap: 2px;
    min-width: 0;
    padding: 3px;
    overflow-x: auto;
    scrollbar-width: none;

    /* There is more to the right. */
    &[data-more] {
      mask-image: linear-gradient(to right, black calc(100% - 28px), transparent);
    }
  }

  & .chip {
    flex: none;
    flex-direction: column;
    gap: 0;
    min-width: 46px;
    min-height: 50px;
    padding: 2px 4px;
    font-size: 11px;

    & img {
      width: 30px;
      height: 30px;
      border-radius: 6px;
      object-fit: cover;
    }

    &[aria-checked="true"] {
      border-color: var(--accent);
      background: var(--soft);
    }
  }

  & .bar .slider {
    width: 210px;

    & > span {
      width: auto;
    }
  }

  /* The categories need the room more than the word does. */
  & .adding:not([hidden]) ~ .slider {
    width: 136px;

    & > span {
      display: none;
    }
  }

  & .outline {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;

    & .note {
      max-width: 116px;
      overflow: hidden;
      color: var(--quiet);
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  }

  & .palette {
    display: flex;
    align-items: center;
    gap: 6px;
  }

  & .swatches {
    display: flex;
    gap: 3px;
  }

  & .swatch {
    min-width: 28px;
    min-height: 28px;
    padding: 3px;
    border-radius: 50%;

    &::before {
      content: "";
      width: 20px;
      height: 20px;
      border: 1px solid color-mix(in srgb, var(--text) 30%, transparent);
      border-radius: 50%;
      background: var(--swatch);
    }

    &[aria-checked="true"] {
      border: 2px solid var(--ring);
      padding: 2px;
    }
  }
}
`;var As=`[data-scenegen-editor] {
  --gap: 10px;
  --surface: var(--background-fill-primary, white);
  --sunken: var(--background-fill-secondary, #f4f4f5);
  --edge: var(--border-color-primary, #ddd);
  --line: 1px solid var(--edge);
  --text: var(--body-text-color, #222);
  --quiet: color-mix(in srgb, var(--text) 74%, var(--surface));
  --accent: var(--color-accent, #f97316);
  --strong: color-mix(in srgb, var(--accent) 62%, black); /* behind white text */
  --ring: var(--strong);
  --soft: color-mix(in srgb, var(--accent) 14%, var(--surface));
  --hover: color-mix(in srgb, var(--text) 7%, transparent);
  --shadow: 0 8px 28px rgb(0 0 0 / 18%);
  --control: 34px; /* height */
  --radius: 8px;
  position: relative;
  box-sizing: border-box;
  font-family: var(--font, system-ui, sans-serif);
  font-size: 13px;
  line-height: 1.4;
  color: var(--text);

  &,
  & *,
  & *::before,
  & *::after {
    box-sizing: border-box;
  }

  & [hidden] {
    display: none !important;
  }

  & :is(h1, h2, h3, p, ul, ol) {
    margin: 0;
    padding: 0;
    color: inherit;
  }

  & :is(h2, h3) {
    font-size: 13px;
    font-weight: 600;
  }

  & :is(ul, ol) {
    list-style: none;
  }

  & img {
    max-width: none;
    margin: 0;
  }

  & svg {
    flex: none;
    width: 18px;
    height: 18px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  & .quiet {
    color: var(--quiet);
  }

  & .heading {
    display: flex;
    align-items: center;
    gap: 6px;

    & :is(h2, h3) {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  }

  & .group {
    display: flex;
    flex: none;
    gap: 2px;
  }

  /* Heard, not seen. */
  & .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
}

.dark [data-scenegen-editor] {
  --ring: var(--accent);
  --shadow: 0 8px 28px rgb(0 0 0 / 60%);
}

@media (prefers-reduced-motion: reduce) {
  [data-scenegen-editor] :is(*, *::before, *::after) {
    animation: none !important;
    transition: none !important;
  }
}
`;var Rs=`[data-scenegen-editor] {
  & button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-width: var(--control);
    min-height: var(--control);
    padding: 4px 8px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: transparent;
    color: inherit;
    font: inherit;
    white-space: nowrap;
    cursor: pointer;
    transition: background 0.12s, border-color 0.12s;
    -webkit-tap-highlight-color: transparent;
    touch-action: manipulation;

    &:hover:not(:disabled) {
      background: var(--hover);
    }

    &:disabled {
      opacity: 0.38;
      cursor: default;
    }

    &:is([aria-pressed="true"], [data-on], [aria-expanded="true"]:not(.fold)) {
      border-color: var(--accent);
      background: var(--soft);
    }
  }

  & :is(button, select, input):focus-visible {
    outline: 2px solid var(--ring);
    outline-offset: 1px;
  }

  & .primary {
    padding-inline: 12px;
    background: var(--strong);
    color: white;

    &:hover:not(:disabled) {
      background: color-mix(in srgb, var(--strong) 88%, black);
    }
  }

  & .rerolls button,
  & .looks button,
  & .look > button,
  & .statusbar > button,
  & .palette > button,
  & .outline button {
    border-color: var(--edge);
    background: var(--surface);
  }

  & :is(select, input:not([type="range"], [type="color"], [type="file"])) {
    width: 100%;
    min-width: 0;
    height: var(--control);
    margin: 0;
    padding: 4px 8px;
    border: var(--line);
    border-radius: var(--radius);
    background-color: var(--surface);
    box-shadow: none;
    color: inherit;
    font: inherit;
  }

  & select {
    padding-right: 26px;
  }

  & option {
    background: var(--surface);
    color: var(--text);
  }

  & input[type="range"] {
    --filled: 0.5;
    flex: 1;
    width: 96px;
    min-width: 0;
    height: var(--control);
    margin: 0;
    appearance: none;
    background: transparent;
    cursor: pointer;
    touch-action: none; /* a finger on a slider does not scroll */
  }

  & input[type="range"]::-webkit-slider-runnable-track {
    height: 4px;
    border-radius: 2px;
    background: linear-gradient(to right, var(--ring) calc(var(--filled) * 100%), color-mix(in srgb, var(--text) 22%, var(--surface)) 0);
  }

  & input[type="range"]::-moz-range-track {
    height: 4px;
    border-radius: 2px;
    background: color-mix(in srgb, var(--text) 22%, var(--surface));
  }

  & input[type="range"]::-moz-range-progress {
    height: 4px;
    border-radius: 2px;
    background: var(--ring);
  }

  & input[type="range"]::-webkit-slider-thumb {
    width: 16px;
    height: 16px;
    margin-top: -6px;
    appearance: none;
    border: 2px solid var(--surface);
    border-radius: 50%;
    background: var(--ring);
    box-shadow: 0 0 0 1px var(--ring);
  }

  & input[type="range"]::-moz-range-thumb {
    width: 14px;
    height: 14px;
    border: 2px solid var(--surface);
    border-radius: 50%;
    background: var(--ring);
    box-shadow: 0 0 0 1px var(--ring);
  }

  & .colour {
    flex: none;
    width: var(--control);
    height: var(--control);
    margin: 0;
    padding: 5px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: none;
    cursor: pointer;

    &:hover {
      background: var(--hover);
    }

    &::-webkit-color-swatch-wrapper {
      padding: 0;
    }

    &::-webkit-color-swatch {
      border: 1px solid color-mix(in srgb, var(--text) 30%, transparent);
      border-radius: 50%;
    }

    &::-moz-color-swatch {
      border: 1px solid color-mix(in srgb, var(--text) 30%, transparent);
      border-radius: 50%;
    }

    /* Any colour, none yet. */
    &[data-empty] {
      background: conic-gradient(#e5484d, #f5d90a, #46a758, #0091ff, #8e4ec6, #e5484d) content-box;
      border-radius: 50%;
    }

    &[data-empty]::-webkit-color-swatch {
      opacity: 0;
    }

    &[data-empty]::-moz-color-swatch {
      opacity: 0;
    }
  }

  & .thumbnail {
    flex: none;
    width: var(--width);
    height: var(--height);
    border-radius: 6px;
    background: repeating-conic-gradient(#dcdfe3 0 25%, #f6f7f8 0 50%) 0 0 / 10px 10px;
  }
}

.dark [data-scenegen-editor] .thumbnail {
  background-image: repeating-conic-gradient(#3b4149 0 25%, #555c66 0 50%);
}
`;var Os=`/* What stands below the canvas. */
[data-scenegen-editor] {
  & .statusbar {
    position: relative;
    display: flex;
    flex: none;
    align-items: center;
    gap: 8px;
    height: 36px;

    & > button {
      min-height: 30px;
    }
  }

  & .status {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    color: var(--quiet);
    font-variant-numeric: tabular-nums;
    text-overflow: ellipsis;
    white-space: nowrap;

    &[data-busy]::before {
      content: "";
      display: inline-block;
      width: 11px;
      height: 11px;
      margin: 0 8px 0 2px;
      border: 2px solid var(--ring);
      border-right-color: transparent;
      border-radius: 50%;
      vertical-align: -1px;
      animation: scenegen-turn 0.8s linear infinite;
    }
  }

  & .progress {
    position: absolute;
    inset: -5px 0 auto;
    height: 3px;
    overflow: hidden;
    border-radius: 2px;
    background: var(--edge);

    &::before {
      content: "";
      display: block;
      width: calc(var(--done, 0) * 100%);
      height: 100%;
      background: var(--ring);
      transition: width 0.2s;
    }
  }

  /* Bad news lies over "Ready" and, if it is long, over the lower edge of the canvas: nothing moves. */
  & .notices {
    position: absolute;
    inset: auto 0 2px;
    z-index: 3;
    display: flex;
    flex-direction: column;
    pointer-events: none;
  }

  & .notice:has(p:not(:empty)) {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 34px;
    margin-top: 6px;
    padding: 0 4px 0 12px;
    border: 1px solid var(--error-border-color, #fca5a5);
    border-radius: var(--radius);
    background: var(--error-background-fill, #fef2f2);
    color: var(--error-text-color, #b91c1c);
    pointer-events: auto;

    & p {
      flex: 1;
      padding: 6px 0;
    }

    & button {
      min-height: 28px;
    }
  }

  & .examples {
    flex: none;

    & h2 {
      display: none;
    }
  }

  & .fold {
    gap: 2px;
    min-height: 28px;
    padding: 2px 8px 2px 2px;
    color: var(--quiet);

    &[aria-expanded="false"] svg {
      transform: rotate(-90deg);
    }
  }

  & .cards {
    display: flex;
    gap: 8px;
    padding: 3px;
    overflow-x: auto;
    scrollbar-width: thin;
  }

  & .card {
    flex: none;
    flex-direction: column;
    gap: 3px;
    padding: 3px;
    font-size: 12px;

    & :is(img, .blank) {
      width: 104px;
      height: 66px;
      border-radius: 6px;
      background: var(--sunken);
      object-fit: cover;
    }

    & .blank {
      display: grid;
      place-items: center;
      border: 1px dashed var(--edge);
    }
  }
}

@keyframes scenegen-turn {
  to {
    transform: rotate(1turn);
  }
}
`;var Is=`[data-scenegen-editor] {
  & .inspector {
    flex: 1 1 0;
    overflow: hidden;
  }

  & .object {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-height: 0;
    padding: 2px 12px 12px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;

    & > * {
      flex: none;
    }
  }

  & .field {
    display: flex;
    align-items: center;
    gap: 8px;

    & > span {
      flex: none;
      width: 7.1em;
      color: var(--quiet);
    }

    & > select {
      flex: 1;
    }

    & > output {
      flex: none;
      min-width: 42px;
      font-variant-numeric: tabular-nums;
      text-align: right;
      white-space: nowrap;
    }
  }

  & .rerolls {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 6px;

    & button {
      justify-content: flex-start;
      min-width: 0;
    }
  }

  & .variants {
    padding: 4px 8px 8px;
    border-radius: var(--radius);
    background: var(--sunken);
  }

  & .choices {
    display: grid;
    grid-template-columns: repeat(2, 1fr);
    gap: 6px;
    margin-top: 4px;
  }

  & .variant {
    min-width: 0;
    padding: 0;
    aspect-ratio: 1;
    border: 2px solid transparent;
    overflow: hidden;

    & img {
      width: 100%;
      height: 100%;
      object-fit: cover;
    }

    & img:not([src]) {
      visibility: hidden;
    }

    &[aria-checked="true"] {
      border-color: var(--ring);
      box-shadow: 0 0 0 1px var(--ring);
    }

    &[data-waiting] {
      background: var(--edge);
      cursor: progress;
      animation: scenegen-wait 1.2s ease-in-out infinite alternate;
    }
  }

  & .look {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }

  & .looks {
    gap: 6px;

    & .with-menu {
      flex: 1;
    }

    & .with-menu > button {
      flex-direction: row-reverse;
      justify-content: space-between;
      width: 100%;
    }
  }

  & .segments {
    display: flex;
    flex: 1;
    min-width: 0;
    padding: 2px;
    border-radius: var(--radius);
    background: var(--sunken);
    box-shadow: inset 0 0 0 1px var(--edge);
  }

  & .segment {
    flex: auto;
    min-width: 0;
    min-height: calc(var(--control) - 4px);
    padding: 2px 4px;
    border-radius: 6px;
    font-size: 12px;

    &[aria-checked="true"] {
      border-color: var(--accent);
      background: var(--surface);
    }
  }

  & .geometry {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 6px;
  }

  & .number {
    position: relative;

    & > span {
      position: absolute;
      inset-block: 0;
      left: 8px;
      display: grid;
      place-items: center;
      color: var(--quiet);
      pointer-events: none;
    }

    & > input:not([type="range"]) {
      padding-left: 24px;
      font-variant-numeric: tabular-nums;
    }
  }

  & .actions {
    display: grid;
    grid-template-columns: repeat(6, 1fr);
    gap: 2px;
    padding-block: 4px;
    border-block: var(--line);

    & button {
      min-width: 0;
      padding: 4px;
    }
  }
}

@keyframes scenegen-wait {
  to {
    opacity: 0.45;
  }
}
`;var Ds=`[data-scenegen-editor] {
  & .layers {
    flex: none;
    max-height: 42%;

    & .count {
      padding-right: 6px;
      color: var(--quiet);
      font-variant-numeric: tabular-nums;
    }
  }

  & .scroller {
    position: relative;
    flex: 0 1 auto;
    min-height: 0;
    padding: 0 4px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }

  & .scroller ul {
    outline: none !important; /* the frame around it shows the focus: the list itself is longer */
    user-select: none;
    -webkit-user-select: none;
  }

  & .scroller:has(ul:focus-visible) {
    border-radius: var(--radius);
    outline: 2px solid var(--ring);
    outline-offset: -2px;
  }

  & .scroller li {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding: 3px 4px 3px 6px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    cursor: pointer;

    &:hover {
      background: var(--hover);
    }

    &[aria-selected="true"] {
      background: color-mix(in srgb, var(--accent) 18%, var(--surface));
    }

    &[data-dragged] {
      opacity: 0.5;
    }

    & .name {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    & .opacity {
      color: var(--quiet);
      font-size: 12px;
      font-variant-numeric: tabular-nums;
    }

    &[data-hidden] .name {
      color: var(--quiet);
    }

    &[data-hidden] .thumbnail {
      opacity: 0.35;
    }
  }

  /* Where the arrows start from. */
  & ul:focus-visible li[data-active] {
    border-color: var(--ring);
  }

  & .grip {
    display: none;
    touch-action: none;
    color: var(--quiet);
  }

  & .toggle {
    display: grid;
    flex: none;
    place-items: center;
    width: 26px;
    height: 30px;
    border-radius: 6px;
    color: var(--quiet);

    & + .toggle {
      margin-left: -8px;
    }

    &:hover {
      background: var(--hover);
    }

    & svg {
      grid-area: 1 / 1;
      width: 16px;
      height: 16px;
    }
  }

  /* The second sign of eye and lock is that of the unusual state, which always shows. */
  & li:not([data-hidden]) .eye svg:last-child,
  & li[data-hidden] .eye svg:first-child,
  & li:not([data-locked]) .lock svg:last-child,
  & li[data-locked] .lock svg:first-child {
    display: none;
  }

  & li:not([data-locked], :hover) .lock {
    opacity: 0;
  }

  & .drop-line {
    position: absolute;
    inset-inline: 6px;
    height: 3px;
    margin-top: -1px;
    border-radius: 2px;
    background: var(--ring);
    pointer-events: none;
  }

  & [data-dragging] li {
    cursor: grabbing;
  }

  & input.rename:not([type="range"]) {
    position: absolute;
    left: 54px;
    width: calc(100% - 62px);
  }

  & .background {
    display: flex;
    flex: none;
    align-items: center;
    gap: 8px;
    margin-top: 6px;
    padding: 6px 6px 6px 10px;
    border-top: var(--line);

    & .name {
      display: flex;
      flex: 1;
      flex-direction: column;
      min-width: 0;
      line-height: 1.25;
    }

    & .name span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    & .quiet {
      font-size: 11px;
    }

    & .group {
      gap: 0;
    }

    & :is(button, .colour) {
      min-width: 30px;
      width: 30px;
      height: 30px;
      min-height: 30px;
      padding: 4px;
    }
  }
}
`;var Fs=`[data-scenegen-editor] {
  & .menu {
    position: fixed;
    inset: auto;
    min-width: 180px;
    max-width: 280px;
    max-height: 60vh;
    margin: 0;
    padding: 4px;
    border: var(--line);
    border-radius: 10px;
    background: var(--surface);
    box-shadow: var(--shadow);
    color: inherit;
    overflow-y: auto;

    & button {
      justify-content: flex-start;
      width: 100%;
      gap: 10px;
    }

    & button span {
      overflow: hidden;
      text-overflow: ellipsis;
    }

    & button:focus-visible {
      background: var(--hover);
    }
  }

  /* At the lower end of the panels: nothing is selected yet, so nothing lies under it. */
  & .hints {
    position: absolute;
    inset: auto 0 0;
    z-index: 4;
    padding: 6px 12px 14px;
    border: 1px solid var(--accent);
    border-radius: 12px;
    background: var(--surface);
    box-shadow: var(--shadow);

    & .heading {
      margin-right: -6px;
    }

    & ol {
      display: grid;
      gap: 10px;
    }

    & li {
      display: flex;
      align-items: center;
      gap: 12px;
    }

    & svg {
      color: var(--quiet);
    }

    & li svg {
      width: 54px;
      height: 36px;
      color: var(--ring);
    }
  }

  & dialog {
    width: min(860px, calc(100vw - 24px));
    max-width: none;
    max-height: calc(100dvh - 24px);
    margin: auto;
    padding: 0;
    border: var(--line);
    border-radius: 14px;
    background: var(--surface);
    box-shadow: var(--shadow);
    color: inherit;
    overflow: auto;
    overscroll-behavior: contain;

    &::backdrop {
      background: rgb(15 23 42 / 45%);
    }

    & > .heading {
      position: sticky;
      top: 0;
      padding: 10px 10px 10px 20px;
      border-bottom: var(--line);
      background: var(--surface);

      & h2 {
        font-size: 15px;
      }
    }

    & .tables {
      padding: 14px 20px 20px;
      columns: 3 230px;
      column-gap: 32px;
    }

    & table {
      width: 100%;
      margin: 14px 0 0;
      border: 0;
      border-collapse: separate;
      border-spacing: 0;
      font-size: 13px;
      break-inside: avoid;

      &:first-child {
        margin-top: 0;
      }
    }

    & caption {
      padding-bottom: 2px;
      font-weight: 600;
      text-align: left;
    }

    & :is(th, td) {
      padding: 3px 0;
      border: 0;
      background: none;
      color: inherit;
      font-weight: 400;
      text-align: left;
      vertical-align: top;
    }

    & th {
      color: var(--quiet);
    }

    & td {
      padding-left: 8px;
      text-align: right;
    }
  }

  & kbd {
    display: inline-block;
    padding: 0 6px;
    border: var(--line);
    border-bottom-width: 2px;
    border-radius: 5px;
    background: var(--sunken);
    color: inherit;
    font: inherit;
    font-size: 12px;
    white-space: nowrap;
  }

  & .drop {
    position: absolute;
    inset: 0;
    z-index: 6;
    display: grid;
    place-items: center;
    border: 2px dashed var(--ring);
    border-radius: 14px;
    background: color-mix(in srgb, var(--surface) 72%, transparent);
    pointer-events: none;

    & > div {
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 14px 24px;
      border-radius: 12px;
      background: var(--strong);
      color: white;
      font-size: 16px;
      font-weight: 600;
    }
  }
}

/* The banner says it; Gradio's own note would cover the commands. */
body:has([data-scenegen-editor][data-server="gone"]) .toast-wrap {
  display: none;
}
`;var Bs=`/* The page fills the window; what does not fit scrolls inside its own part. Gradio's wide margins go. */
.main:has([data-scenegen-editor]) {
  padding: 10px 16px 0 !important;
}

.main:has([data-scenegen-editor]) footer {
  margin: 0;
  padding: 6px 0;
}

.html-container:has([data-scenegen-editor]) {
  padding: 0 !important;
}

[data-scenegen-editor] {
  display: grid;
  grid-template: "header header header" auto "rail work aside" minmax(0, 1fr) / auto minmax(0, 1fr) 296px;
  gap: var(--gap);
  height: calc(100dvh - 48px); /* the margin above and Gradio's own footer */
  min-height: 540px;
  max-height: 1500px;

  & > header {
    grid-area: header;
    display: flex;
    align-items: center;
    gap: 12px;
    min-width: 0;

    & h1 {
      font-size: 18px;
      font-weight: 700;
      letter-spacing: -0.01em;
    }

    & p {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      color: var(--quiet);
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  }

  & .commands {
    display: flex;
    flex: none;
    align-items: center;
    gap: 4px;
  }

  & .rail {
    grid-area: rail;
    display: flex;
    flex-direction: column;
    gap: 2px;
    align-self: start;
    padding: 4px;
    border: var(--line);
    border-radius: 12px;
    background: var(--surface);

    & button {
      flex-direction: column;
      gap: 2px;
      min-width: 58px;
      min-height: 50px;
      padding: 4px 2px;
      font-size: 11px;
    }

    & svg {
      width: 20px;
      height: 20px;
    }
  }

  & .work {
    grid-area: work;
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
    min-height: 0;
  }

  & .stage {
    flex: 1 1 0;
    min-height: 0;
  }

  & aside {
    grid-area: aside;
    position: relative;
    display: flex;
    flex-direction: column;
    gap: var(--gap);
    min-width: 0;
    min-height: 0;
  }

  & section {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border: var(--line);
    border-radius: 12px;
    background: var(--surface);
  }

  & section > .heading {
    flex: none;
    min-height: 42px;
    padding: 4px 6px 4px 12px;
  }

  & section > .quiet {
    padding: 0 12px 12px;
  }
}
`;var Gs=`/* Narrow windows: the canvas first, the tools under the thumb, the panels below. */
@media (max-width: 860px) {
  .main:has([data-scenegen-editor]) {
    padding: 6px 8px 0 !important;
  }

  /* Without this the bar of tools would not stick: an ancestor that hides what overflows counts as a scrolling one. */
  .gradio-container:has([data-scenegen-editor]) {
    overflow: clip !important;
  }

  [data-scenegen-editor] {
    display: flex;
    flex-direction: column;
    gap: 8px;
    height: auto;
    max-height: none;

    & .work,
    & aside {
      display: contents;
    }

    & > header {
      gap: 8px;

      & h1 {
        flex: 1;
      }

      & p,
      & .commands > button:not(.primary) span,
      & [aria-keyshortcuts="?"] {
        display: none;
      }
    }

    & .commands {
      gap: 0;
    }

    & .bar {
      margin-inline: -8px;
      padding: 0 8px;
      border-width: 1px 0;
      border-radius: 0;
      overflow-x: auto;
      scrollbar-width: none;

      & > *,
      & .adding {
        flex: none;
      }

      & .animals {
        overflow: visible;
        mask-image: none;
      }

      /* Undo stays in reach, and the brush comes before the long row of categories. */
      & > .group {
        position: sticky;
        left: -8px;
        z-index: 1;
        background: var(--surface);
      }

      & .slider {
        order: 1;
      }

      & .outline {
        order: 2;
      }

      & .adding {
        order: 3;
      }
    }

    & .stage {
      flex: none;
    }

    & .hints {
      position: static;
      box-shadow: none;
    }

    & .layers {
      order: 2;
      max-height: none;
    }

    & .scroller {
      max-height: 340px;
    }

    & section {
      flex: none;
    }

    & .inspector {
      flex: none;
      order: 1;
    }

    & .examples {
      order: 3;

      & h2 {
        display: block;
        padding: 4px;
      }
    }

    & .fold {
      display: none;
    }

    & .object {
      overflow: visible;
    }

    & .choices {
      grid-template-columns: repeat(4, 1fr);
    }

    & .rail {
      position: sticky;
      bottom: 0;
      z-index: 5;
      order: 4;
      flex-direction: row;
      align-self: stretch;
      margin-inline: -8px;
      padding: 4px 4px calc(4px + env(safe-area-inset-bottom));
      border-width: 1px 0 0;
      border-radius: 0;
      box-shadow: 0 -4px 16px rgb(0 0 0 / 8%);

      & button {
        flex: 1;
        min-width: 0;
      }
    }
  }
}

/* A phone on its side: every line that the tools do not need belongs to the canvas. */
@media (max-width: 860px) and (max-height: 480px) {
  [data-scenegen-editor] .rail button {
    flex-direction: row;
    min-height: 44px;
  }
}
`;var Hs=`/* Fingers need 44 pixels. */
@media (pointer: coarse) {
  [data-scenegen-editor] {
    --control: 44px;
    font-size: 14px;

    & .statusbar {
      height: 44px;
    }

    & :is(.statusbar > button, .notice button, .fold, .segment) {
      min-height: 44px;
    }

    & .bar .group,
    & .background .group {
      gap: 0;
    }

    & .background :is(button, .colour) {
      min-width: 44px;
      width: 44px;
      height: 44px;
      padding: 8px;
    }

    & .swatch {
      min-width: 44px;
      min-height: 44px;

      &::before {
        width: 28px;
        height: 28px;
      }
    }

    & .scroller li {
      min-height: 52px;
    }

    & .grip {
      display: grid;
      place-items: center;
      width: 32px;
      height: 44px;
      margin-left: -6px;
      cursor: grab;
    }

    & .toggle {
      width: 44px;
      height: 44px;
    }

    & li:not([data-locked]) .lock {
      opacity: 0.55;
    }

    & input.rename:not([type="range"]) {
      left: 78px;
      width: calc(100% - 86px);
    }

    & input:not([type="range"]) {
      font-size: 16px; /* less would make iOS zoom in */
    }

    & input[type="range"]::-webkit-slider-thumb {
      width: 28px;
      height: 28px;
      margin-top: -12px;
    }

    & input[type="range"]::-moz-range-thumb {
      width: 26px;
      height: 26px;
    }
  }
}
`;var zs=[As,Bs,Rs,Ls,Os,Ds,Is,Fs,Gs,Hs].join(`
`);function Qm(i,e){let{categories:t,limits:n,landscapes:r,...o}=JSON.parse(String(e.props.options)),s=Mr(navigator.languages),a=qo()??Nt(r),l=new vn(a,s,t,n,r),c=new rn(l),h=Ts(l,{...o,firstVisit:Yo()},c.element),d=h.element,p=()=>{let{painting:u}=l;c.update(),h.update(),d.dataset.frame=String(u.frame),d.dataset.busy=String(u.busy),d.dataset.server=u.unreachable?"gone":"there",(u.frame>0||u.alert)&&(d.dataset.ready="true")};l.onChange(p),Jo(d,l,h.commands,c),window.addEventListener("beforeunload",u=>{d.isConnected&&l.unsaved&&!l.painting.interrupted&&u.preventDefault()}),window.addEventListener("pagehide",()=>d.isConnected&&l.keepHistory()),i.replaceChildren(m("style",{},zs,Do),d),Object.assign(d,{sceneDocument:()=>un(l.scene)}),window.__scenegen={document:()=>un(l.scene)},l.connect(new pn(e,$o(),u=>{l.painting.receive(u)},u=>l.painting.reached(u))),p()}export{Qm as mount,ql as receive};
